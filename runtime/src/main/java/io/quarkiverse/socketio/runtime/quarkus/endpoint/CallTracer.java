package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;

/**
 * PORT: creates a span for each call of a handler method, if the application has tracing.
 * <p>
 * Thread: any.
 */
public interface CallTracer {
    /** Creates no spans. */
    CallTracer NONE = new CallTracer() {
        @Override
        public Object currentTrace() {
            return this;
        }

        @Override
        public ActiveSpan start(Object call) {
            return failure -> {
            };
        }
    };

    /** Returns the current trace, for a call that starts later on another thread. */
    Object currentTrace();

    /**
     * Starts the span of a call. The current Vert.x context is a duplicated one for this call only.
     *
     * @param call an {@code Invocation} or a {@code BroadcastCall}
     */
    ActiveSpan start(Object call);

    /** A span that has started. */
    interface ActiveSpan {
        /** Ends the span. Called once, on any thread. */
        void end(@Nullable Throwable failure);
    }

    /** Returns the tracer of the application, or {@link #NONE}. */
    static CallTracer present() {
        ArcContainer container = Arc.container();
        CallTracer present = container == null ? null : container.instance(CallTracer.class).get();
        return present == null ? NONE : present;
    }
}
