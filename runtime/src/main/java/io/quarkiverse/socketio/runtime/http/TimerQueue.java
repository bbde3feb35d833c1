package io.quarkiverse.socketio.runtime.http;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoop;
import io.netty.util.internal.DefaultPriorityQueue;
import io.netty.util.internal.PriorityQueueNode;
import io.quarkiverse.socketio.runtime.engineio.EventLoop.Timer;
import io.vertx.core.impl.ContextInternal;

/**
 * The timers of the sessions of one thread, ordered by their time. Netty has one timer for all of them, for the earliest: a timer
 * of Netty for each would take more than twice the memory.
 * <p>
 * Thread: that of its event loop, except {@link #schedule} and {@link Timer#cancel}.
 */
final class TimerQueue {
    private static final int FIRST_CAPACITY = 16;
    /** Two times that are not further apart than this, and the time since, can be compared by their difference. */
    private static final long MAX_DELAY = Long.MAX_VALUE / 4;

    private final EventLoop thread;
    private final DefaultPriorityQueue<SessionTimer> timers = new DefaultPriorityQueue<>(
            (one, other) -> Long.signum(one.time - other.time), FIRST_CAPACITY);
    /** Netty's timer; {@code null} if there is none. */
    private @Nullable ScheduledFuture<?> wakeUp;
    private long wakeUpTime;
    private boolean running;

    TimerQueue(EventLoop thread) {
        this.thread = thread;
    }

    /** Returns the queue of the context's thread. Thread: any. */
    static TimerQueue of(ContextInternal context) {
        return (TimerQueue) context.contextData().computeIfAbsent(TimerQueue.class,
                key -> new TimerQueue(context.nettyEventLoop()));
    }

    /** Runs a task of that loop after a delay. Thread: any. */
    Timer schedule(VertxEventLoop loop, Duration delay, Runnable task) {
        long time = System.nanoTime() + Math.min(delay.toNanos(), MAX_DELAY);
        SessionTimer timer = new SessionTimer(this, loop, time, task);
        run(() -> timers.add(timer));
        return timer;
    }

    /** Runs a change of the timers, at once if the caller is on the thread of this queue. Thread: any. */
    private void run(Runnable change) {
        if (thread.inEventLoop()) {
            change.run();
            arm();
        } else {
            thread.execute(() -> run(change));
        }
    }

    /** Has Netty call this queue at the time of the first timer, or earlier. */
    private void arm() {
        if (running) { // later, for all changes together
            return;
        }
        SessionTimer first = timers.peek();
        if (wakeUp != null && (first == null || first.time - wakeUpTime < 0)) {
            wakeUp.cancel(false);
            wakeUp = null;
        }
        if (wakeUp == null && first != null) {
            wakeUpTime = first.time;
            wakeUp = thread.schedule(this::runDue, first.time - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void runDue() {
        wakeUp = null;
        long now = System.nanoTime();
        running = true;
        try {
            SessionTimer first = timers.peek();
            while (first != null && first.time - now <= 0) {
                timers.poll();
                first.loop.execute(first);
                first = timers.peek();
            }
        } finally {
            running = false;
            arm();
        }
    }

    /** A timer of one session. */
    private static final class SessionTimer implements Timer, PriorityQueueNode, Runnable {
        private final TimerQueue queue;
        private final VertxEventLoop loop;
        private final long time;
        /** {@code null} once it is cancelled; used in tasks of the loop. */
        private @Nullable Runnable task;
        private int index = INDEX_NOT_IN_QUEUE;

        SessionTimer(TimerQueue queue, VertxEventLoop loop, long time, Runnable task) {
            this.queue = queue;
            this.loop = loop;
            this.time = time;
            this.task = task;
        }

        @Override
        public void run() {
            Runnable due = task;
            if (due != null) {
                task = null;
                due.run();
            }
        }

        @Override
        public void cancel() {
            if (task != null) {
                task = null;
                try {
                    queue.run(() -> queue.timers.removeTyped(this));
                } catch (RejectedExecutionException e) { // the process ends: that thread, and all its timers, have ended before
                }
            }
        }

        @Override
        public int priorityQueueIndex(DefaultPriorityQueue<?> ofQueue) {
            return index;
        }

        @Override
        public void priorityQueueIndex(DefaultPriorityQueue<?> ofQueue, int changed) {
            index = changed;
        }
    }
}
