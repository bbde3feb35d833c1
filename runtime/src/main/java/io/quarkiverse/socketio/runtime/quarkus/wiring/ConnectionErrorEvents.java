package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Tells CDI observers of refused requests. Not on the event loop, since they may block; nor without end, since anybody can
 * cause refusals: what does not fit the queue is not told.
 * <p>
 * Thread: any; observers are called on one worker thread at a time.
 */
@Singleton
public class ConnectionErrorEvents {
    private static final Logger LOG = Logger.getLogger(ConnectionErrorEvents.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);
    private static final int MOST_WAITING = 1_000;

    private final BlockingQueue<ConnectionError> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean telling = new AtomicBoolean();

    @Inject
    BeanManager beans;

    void listenTo(Engine engine) {
        ConnectionError example = new ConnectionError(NoRequest.INSTANCE, 0, "", Map.of());
        if (!beans.resolveObserverMethods(example).isEmpty()) {
            engine.onConnectionError(this::add);
        }
    }

    private void add(ConnectionError error) {
        if (waiting.offer(error) && telling.compareAndSet(false, true)) {
            Infrastructure.getDefaultWorkerPool().execute(this::tell);
        }
    }

    private void tell() {
        for (ConnectionError error = waiting.poll(); error != null; error = waiting.poll()) {
            fire(error);
        }
        telling.set(false);
        if (!waiting.isEmpty() && telling.compareAndSet(false, true)) { // one came in between
            Infrastructure.getDefaultWorkerPool().execute(this::tell);
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
