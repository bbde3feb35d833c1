package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.smallrye.mutiny.infrastructure.Infrastructure;

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

    private final BlockingQueue<ConnectionError> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final AtomicBoolean firing = new AtomicBoolean();

    private volatile @Nullable Boolean observed;

    @Inject
    BeanManager beans;

    void listenTo(Engine engine) {
        engine.onConnectionError(this::add);
    }

    private void add(ConnectionError error) {
        if (hasObservers(error) && queue.offer(error) && firing.compareAndSet(false, true)) {
            Infrastructure.getDefaultWorkerPool().execute(this::fireAll);
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

    private void fireAll() {
        for (ConnectionError error = queue.poll(); error != null; error = queue.poll()) {
            fire(error);
        }
        firing.set(false);
        if (!queue.isEmpty() && firing.compareAndSet(false, true)) { // added meanwhile
            Infrastructure.getDefaultWorkerPool().execute(this::fireAll);
        }
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
