package io.quarkiverse.socketio.runtime.quarkus.wiring;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.quarkus.context.OrderedCalls;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;

/**
 * Fires a CDI event for each refused request, if there are observers: on a worker thread, as they may block, and through a
 * bounded queue, as any client can cause refusals. Events that do not fit the queue are dropped.
 * <p>
 * Thread: any; observers are called on one worker thread at a time.
 */
@Singleton
public class ConnectionErrorEvents {
    private static final Logger LOG = Logger.getLogger(ConnectionErrorEvents.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);
    private static final int MAX_QUEUED = 1_000;

    private final BeanManager beans;
    private final OrderedCalls calls;
    private volatile @Nullable Boolean observed;

    ConnectionErrorEvents(BeanManager beans, HandlerExecutor executor) {
        this.beans = beans;
        this.calls = new OrderedCalls(executor, MAX_QUEUED);
    }

    void listenTo(Engine engine) {
        engine.onConnectionError(this::add);
    }

    private void add(ConnectionError error) {
        if (hasObservers(error)) {
            calls.tryAdd(ExecutionMode.WORKER, () -> fire(error));
        }
    }

    /** Asked once, as the observers of the application do not change. */
    private boolean hasObservers(ConnectionError error) {
        Boolean known = observed;
        if (known == null) {
            known = !beans.resolveObserverMethods(error).isEmpty();
            observed = known;
        }
        return known;
    }

    private void fire(ConnectionError error) {
        ManagedContext context = Arc.container().requestContext();
        context.activate();
        try {
            beans.getEvent().select(ConnectionError.class).fire(error);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, e, "An observer of ConnectionError failed");
        } finally {
            context.terminate();
        }
    }
}
