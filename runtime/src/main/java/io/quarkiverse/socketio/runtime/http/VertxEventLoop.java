package io.quarkiverse.socketio.runtime.http;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.vertx.core.impl.ContextInternal;

/**
 * The event loop of one session: a queue of tasks that is drained on the thread of a Vert.x context, one drain at a time. The
 * queue is what keeps the session's tasks in order and apart, so that the thread below it may change: a session that upgrades
 * to a WebSocket goes on where that connection's I/O is done, instead of hopping for every message.
 * <p>
 * Thread: {@link #execute} any; the rest within a task.
 */
final class VertxEventLoop implements EventLoop {
    private static final Logger LOG = Logger.getLogger(VertxEventLoop.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Tasks given and not ended; the one who raises it from 0 starts the drain. */
    private final AtomicInteger pending = new AtomicInteger();
    private volatile ContextInternal context;
    /** Only ever compared with the thread that reads it, which sees its own writes. */
    private @Nullable Thread runner;

    VertxEventLoop(ContextInternal context) {
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            startDrain();
        }
    }

    private void startDrain() {
        ContextInternal target = context;
        if (target.inThread()) {
            target.dispatch(this::drain);
        } else {
            // not execute(): handlers on this loop need the context as their current one
            target.runOnContext(ignored -> drain());
        }
    }

    private void drain() {
        ContextInternal here = context;
        do {
            if (context != here) {
                startDrain();
                return;
            }
            Runnable task = next();
            runner = Thread.currentThread();
            try {
                task.run();
            } catch (RuntimeException | Error e) { // whatever it is, the tasks that follow must run
                FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a task of a session failed");
            } finally {
                runner = null;
            }
        } while (pending.decrementAndGet() > 0);
    }

    private Runnable next() {
        Runnable task = tasks.poll();
        if (task == null) {
            throw new IllegalStateException("[BUG] fewer tasks than were counted");
        }
        return task;
    }

    @Override
    public boolean inLoop() {
        return runner == Thread.currentThread();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return new ScheduledTask(task, delay);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** From the end of the current task on, tasks run on that context's thread. */
    void moveTo(ContextInternal other) {
        context = other;
    }

    private final class ScheduledTask implements Timer {
        private final Runnable task;
        private final ScheduledFuture<?> future;
        private boolean cancelled;

        ScheduledTask(Runnable task, Duration delay) {
            this.task = task;
            this.future = context.nettyEventLoop().schedule(() -> execute(this::run), delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void run() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            future.cancel(false);
        }
    }
}
