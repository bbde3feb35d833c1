package io.quarkiverse.socketio.runtime.socketio.dispatch;

/**
 * PORT: a method or lambda of the application that handles an event, a connection, an error or a disconnection.
 * <p>
 * Thread: {@link #handle} is called as {@link #mode} says; for one socket in the order of its packets, and never twice at a
 * time.
 */
public interface EventHandler {

    /** Called once, on any thread, when a call has finished. Until then the packet counts as memory held for the client. */
    interface Outcome {
        void done();

        /** Passes the failure to the application's error handlers; the socket stays connected. */
        void failed(Throwable failure);
    }

    ExecutionMode mode();

    /**
     * Handles an event. The call may finish after this returns. Whatever this throws is its failure; then {@code outcome} must
     * not have been called.
     */
    void handle(Invocation call, Outcome outcome) throws Exception;

    /** Returns whether the handler acknowledges by itself, at any time, or not at all. */
    default boolean takesAck() {
        return false;
    }

    /** Returns whether the handler logs the failures with which it is called. */
    default boolean logsFailures() {
        return false;
    }

    /** Returns the name of the application's method, for log lines. */
    String name();
}
