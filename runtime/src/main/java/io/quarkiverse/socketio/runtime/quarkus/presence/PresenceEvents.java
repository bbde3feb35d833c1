package io.quarkiverse.socketio.runtime.quarkus.presence;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.PresenceEvent;
import io.quarkiverse.socketio.PresenceEvent.UserJoined;
import io.quarkiverse.socketio.PresenceEvent.UserLeft;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.presence.UserListener;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;

/**
 * Fires a CDI event for each user who comes online or goes offline.
 * <p>
 * Thread: any; observers are called on one worker thread at a time.
 */
@Singleton
public class PresenceEvents implements UserListener {
    private static final Logger LOG = Logger.getLogger(PresenceEvents.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);

    private final Event<PresenceEvent> events;
    private final BeanManager beans;
    private final HandlerExecutor executor;

    PresenceEvents(Event<PresenceEvent> events, BeanManager beans, HandlerExecutor executor) {
        this.events = events;
        this.beans = beans;
        this.executor = executor;
    }

    boolean areObserved() {
        return !beans.resolveObserverMethods(new UserJoined("", true)).isEmpty()
                || !beans.resolveObserverMethods(new UserLeft("", true)).isEmpty();
    }

    @Override
    public void onChange(String user, boolean online, boolean leader, Runnable done) {
        executor.execute(ExecutionMode.WORKER, () -> {
            try {
                fire(online ? new UserJoined(user, leader) : new UserLeft(user, leader));
            } finally {
                done.run();
            }
        });
    }

    private void fire(PresenceEvent event) {
        ManagedContext context = Arc.container().requestContext();
        context.activate();
        try {
            events.fire(event);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "An observer of %s has failed", event);
        } finally {
            context.terminate();
        }
        events.fireAsync(event);
    }
}
