package io.quarkiverse.socketio.runtime.socketio;

import java.util.function.Consumer;

/**
 * PORT: what the application does when a socket connects, sends an event, fails or is disconnected.
 * <p>
 * Thread: {@link #handle} is called as {@link #mode} asks, for one socket never twice at once and in the order of its packets.
 */
public interface EventHandler {

    ExecutionMode mode();

    /**
     * Whatever this throws, or gives to {@code failed} later, goes to the application's error handlers; the socket stays
     * connected.
     */
    void handle(Invocation call, Consumer<Throwable> failed) throws Exception;

    /** The name of the application's method, for texts. */
    String name();
}
