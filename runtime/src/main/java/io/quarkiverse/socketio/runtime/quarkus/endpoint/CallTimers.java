package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;

/**
 * PORT: measures the calls of handler methods, if the application has metrics.
 * <p>
 * Thread: any.
 */
@FunctionalInterface
public interface CallTimers {

    /** Measures the calls of one method. */
    @FunctionalInterface
    interface CallTimer {
        /**
         * Records a call that has finished; a returned {@code Uni} has completed.
         *
         * @param nanos how long it took
         */
        void record(long nanos, boolean failed);
    }

    /** Returns the timer of a method. */
    CallTimer of(Endpoint endpoint);

    /** Returns the timer of the application for a method, {@code null} if it has no metrics. */
    static @Nullable CallTimer present(Endpoint endpoint) {
        ArcContainer container = Arc.container();
        CallTimers present = container == null ? null : container.instance(CallTimers.class).get();
        return present == null ? null : present.of(endpoint);
    }
}
