package io.quarkiverse.socketio.runtime.socketio;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;

/**
 * One call of a handler.
 *
 * @param arguments those of the event; empty for a connection or disconnection
 * @param ack answers the event; does nothing where nobody waits
 * @param reason why the socket was disconnected; only for a disconnection
 */
public record Invocation(Socket socket, Arguments arguments, Ack ack, @Nullable DisconnectReason reason) {
}
