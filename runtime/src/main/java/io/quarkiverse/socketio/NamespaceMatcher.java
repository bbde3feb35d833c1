package io.quarkiverse.socketio;

import io.smallrye.mutiny.Uni;

/**
 * Decides whether a namespace that does not exist yet is created for the client that asks for it.
 *
 * <pre>{@code
 * io.of((name, handshake) -> projects.exists(name.substring(1)))
 *         .onConnection(socket -> socket.emit("welcome", socket.namespace().name()));
 * }</pre>
 *
 * Thread: called on an event loop, must not block; the answer may come from any thread.
 */
@FunctionalInterface
public interface NamespaceMatcher {

    /**
     * @param name what the client asks for, beginning with a slash
     * @param handshake its request and {@code auth} payload
     * @return whether the namespace shall be created; a failure is logged and counts as {@code false}
     */
    Uni<Boolean> accepts(String name, Handshake handshake);
}
