package io.quarkiverse.socketio;

import io.smallrye.mutiny.Uni;

/**
 * A function that decides whether a namespace that does not exist is created for the client that asks for it.
 *
 * <pre>{@code
 * io.of((name, handshake) -> projects.exists(name.substring(1)))
 *         .onConnection(socket -> socket.emit("welcome", socket.namespace().name()));
 * }</pre>
 *
 * Thread: called on an event loop and must not block; the {@code Uni} may complete on any thread.
 */
@FunctionalInterface
public interface NamespaceMatcher {

    /**
     * Decides about one client that asks for a namespace.
     *
     * @param name the name of the namespace, which begins with a slash
     * @param handshake the HTTP request and the {@code auth} payload of the client
     * @return whether the namespace is created. If it fails, or this method throws an exception, that is logged and the client
     *         is refused
     */
    Uni<Boolean> accepts(String name, Handshake handshake);
}
