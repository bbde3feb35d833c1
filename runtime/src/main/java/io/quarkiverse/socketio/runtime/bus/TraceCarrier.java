package io.quarkiverse.socketio.runtime.bus;

import org.jspecify.annotations.Nullable;

/**
 * PORT: carries the trace of the sender of a message to the servers that receive it.
 * <p>
 * Thread: any.
 */
public interface TraceCarrier {
    /** Carries nothing, where tracing is off. */
    TraceCarrier NONE = new TraceCarrier() {
        @Override
        public @Nullable String current() {
            return null;
        }

        @Override
        public void within(String trace, ClusterMessage message, Runnable action) {
            action.run();
        }
    };

    /** Returns the span of the caller in a text form; {@code null} if there is none. */
    @Nullable
    String current();

    /**
     * Runs an action for a message of another server as a part of its sender's trace.
     *
     * @param trace as {@link #current} returned it there; any text
     */
    void within(String trace, ClusterMessage message, Runnable action);
}
