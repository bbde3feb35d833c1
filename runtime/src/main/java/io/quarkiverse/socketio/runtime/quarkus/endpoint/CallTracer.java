package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;

/**
 * PORT: makes a span of each call of a handler method, where the application traces.
 * <p>
 * Thread: any.
 */
public interface CallTracer {
    /** Where it does not. */
    CallTracer NONE = new CallTracer() {
        @Override
        public Object here() {
            return this;
        }

        @Override
        public Open begin(Object call) {
            return failure -> {
            };
        }
    };

    /** The trace that the caller is in, for a call that is begun later, on another thread. */
    Object here();

    /**
     * Begins the span of a call; the caller is in its Vert.x context, which nobody else has.
     *
     * @param call as {@link MethodCaller} has it
     */
    Open begin(Object call);

    /** A call that has begun. */
    interface Open {
        /** Once, on any thread. */
        void end(@Nullable Throwable failure);
    }

    /** That of the application. */
    static CallTracer present() {
        ArcContainer container = Arc.container();
        CallTracer present = container == null ? null : container.instance(CallTracer.class).get();
        return present == null ? NONE : present;
    }
}
