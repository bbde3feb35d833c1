package io.quarkiverse.socketio.runtime.socketio.dispatch;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.handshake.Identity;

/**
 * One call of a handler.
 *
 * @param event its name; else what happened, as Socket.IO names it ({@code connection}, {@code disconnect} …)
 * @param arguments those of the event; empty where there is none
 * @param ack answers the event; does nothing where nobody waits
 * @param cause the {@link DisconnectReason} of a disconnection, the {@link Throwable} of an error, else {@code null}
 */
public record Invocation(Socket socket, String event, Arguments arguments, Ack ack, @Nullable Object cause) {

    /** Of something that has no arguments. */
    static Invocation of(Socket socket, String event, @Nullable Object cause) {
        return new Invocation(socket, event, NoArguments.INSTANCE, IncomingAck.NONE, cause);
    }

    /** Who the client is; {@code null} where nobody finds out. */
    public @Nullable Identity identity() {
        return socket.handshake() instanceof HandshakeImpl handshake ? handshake.identity() : null;
    }

    /** Why the socket was disconnected; only for a disconnection. */
    public @Nullable DisconnectReason reason() {
        return cause instanceof DisconnectReason reason ? reason : null;
    }

    /** What failed; only for an error. */
    public @Nullable Throwable failure() {
        return cause instanceof Throwable failure ? failure : null;
    }
}
