package io.quarkiverse.socketio.runtime.socketio.dispatch;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.handshake.Identity;

/**
 * What a handler is called with.
 *
 * @param event the name of an event; else what happened, as Socket.IO names it ({@code connection}, {@code disconnect} …)
 * @param arguments those of the event; empty where there are none
 * @param ack acknowledges the event; does nothing where the client expects no acknowledgement
 * @param cause the {@link DisconnectReason} of a disconnection, the {@link Throwable} of an error, else {@code null}
 */
public record Invocation(Socket socket, String event, Arguments arguments, Ack ack, @Nullable Object cause) {

    /** Creates an invocation without arguments. */
    static Invocation of(Socket socket, String event, @Nullable Object cause) {
        return new Invocation(socket, event, NoArguments.INSTANCE, IncomingAck.NONE, cause);
    }

    /** Creates the invocation of an error handler, which may acknowledge the event whose handler has failed. */
    static Invocation ofFailure(Invocation failed, Throwable failure, Ack ack) {
        return new Invocation(failed.socket, failed.event, NoArguments.INSTANCE, ack, failure);
    }

    /** Returns this invocation for a handler that must not acknowledge the event. */
    Invocation withoutAck() {
        return ack == IncomingAck.NONE ? this : new Invocation(socket, event, arguments, IncomingAck.NONE, cause);
    }

    /** Returns who the client is; {@code null} without an authenticator. */
    public @Nullable Identity identity() {
        return socket.handshake() instanceof HandshakeImpl handshake ? handshake.identity() : null;
    }

    /** Returns why the socket was disconnected; {@code null} for anything but a disconnection. */
    public @Nullable DisconnectReason reason() {
        return cause instanceof DisconnectReason reason ? reason : null;
    }

    /** Returns what failed; {@code null} for anything but an error. */
    public @Nullable Throwable failure() {
        return cause instanceof Throwable failure ? failure : null;
    }
}
