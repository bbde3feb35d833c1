package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ForgetSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SaveSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionReleased;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionSaved;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;

/**
 * Handles the messages of workers about {@link SavedSessions}, and provides the links and the clock to these.
 * <p>
 * Thread: the primary's event loop.
 */
final class SessionServer {
    private static final long SWEEP_MILLIS = 5_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final SavedSessions saved;
    private final SessionTakes takes;
    private final EventLoop loop;
    private final LongSupplier clock;
    private long tickAt = NEVER;
    private long sweepAt = NEVER;

    /**
     * @param links by incarnation; null for a worker that is gone
     * @param clock in milliseconds
     */
    SessionServer(SavedSessions saved, IntFunction<@Nullable WorkerLink> links, EventLoop loop, LongSupplier clock) {
        this.saved = saved;
        this.takes = new SessionTakes(saved, new Links(links));
        this.loop = loop;
        this.clock = clock;
    }

    private record Links(IntFunction<@Nullable WorkerLink> byIncarnation) implements SessionTakes.Links {
        @Override
        public boolean isLinked(int worker) {
            WorkerLink link = byIncarnation.apply(worker);
            return link != null && link.isLinked();
        }

        @Override
        public void send(int worker, SessionMessage message) {
            WorkerLink link = byIncarnation.apply(worker);
            if (link != null) {
                link.send(message);
            }
        }
    }

    void receive(WorkerLink worker, SessionMessage message) {
        long now = clock.getAsLong();
        if (message instanceof SaveSession save) {
            saved.save(worker.incarnation, save.saved(), save.held(), now);
            if (save.confirm()) {
                worker.send(new SessionSaved());
            }
        } else if (message instanceof TakeSession take) {
            takes.take(worker.incarnation, take, now);
        } else if (message instanceof ForgetSession forget) {
            saved.forget(worker.incarnation, forget.key());
        } else if (message instanceof SessionReleased released) {
            takes.released(worker.incarnation, released.id(), now);
        }
        scheduleTick();
    }

    /** Called when a worker is gone, and all its messages were handled. */
    void onWorkerGone(int incarnation) {
        takes.onWorkerGone(incarnation, clock.getAsLong());
        scheduleTick();
    }

    private void scheduleTick() {
        long now = clock.getAsLong();
        if (sweepAt == NEVER && !saved.isEmpty()) {
            sweepAt = now + SWEEP_MILLIS;
        }
        long next = Math.min(takes.nextDeadline(), sweepAt);
        if (next < tickAt) {
            // a later tick may stay scheduled: it does no harm
            tickAt = next;
            loop.schedule(this::tick, Math.max(0, next - now), TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        tickAt = NEVER;
        long now = clock.getAsLong();
        if (sweepAt <= now) {
            sweepAt = NEVER;
            saved.expire(now);
        }
        takes.expire(now);
        scheduleTick();
    }
}
