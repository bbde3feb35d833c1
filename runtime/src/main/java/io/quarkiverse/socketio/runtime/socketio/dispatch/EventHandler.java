package io.quarkiverse.socketio.runtime.socketio.dispatch;

/**
 * PORT: what the application does when a socket connects, sends an event, fails or is disconnected.
 * <p>
 * Thread: {@link #handle} is called as {@link #mode} asks, for one socket never twice at once and in the order of its packets.
 */
public interface EventHandler {

    /** Told, once and on any thread, when a call is over. Until then what the client sent counts as held for it. */
    interface Outcome {
        void done();

        /** It goes to the application's error handlers; the socket stays connected. */
        void failed(Throwable failure);
    }

    ExecutionMode mode();

    /**
     * The call may be over later than this returns. Whatever this throws is its failure; then {@code outcome} must not have
     * been told.
     */
    void handle(Invocation call, Outcome outcome) throws Exception;

    /** The name of the application's method, for texts. */
    String name();
}
