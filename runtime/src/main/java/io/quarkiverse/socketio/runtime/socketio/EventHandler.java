package io.quarkiverse.socketio.runtime.socketio;

/**
 * PORT: what the application does when a socket connects, sends an event or is disconnected.
 * <p>
 * Thread: {@link #handle} is called as {@link #mode} asks, for one socket never twice at once and in the order of its packets.
 */
public interface EventHandler {

    ExecutionMode mode();

    /** Whatever this throws is logged with the event's name; the socket stays connected. */
    void handle(Invocation call) throws Exception;
}
