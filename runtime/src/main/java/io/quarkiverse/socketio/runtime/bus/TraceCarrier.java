package io.quarkiverse.socketio.runtime.bus;

import org.jspecify.annotations.Nullable;

/**
 * PORT: carries the trace of who says something to the servers that hear it.
 * <p>
 * Thread: any.
 */
public interface TraceCarrier {
    /** Where nobody traces. */
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

    /** What names the span that the caller is in, and what belongs to its trace; {@code null} if it is in none. */
    @Nullable
    String current();

    /**
     * Lets what is done for a message of another server be part of its sender's trace.
     *
     * @param trace as {@link #current} gave it there; any text
     */
    void within(String trace, ClusterMessage message, Runnable action);
}
