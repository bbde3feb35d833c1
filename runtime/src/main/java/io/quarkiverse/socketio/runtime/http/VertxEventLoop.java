package io.quarkiverse.socketio.runtime.http;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.vertx.core.impl.ContextInternal;

/**
 * The event loop of one session: a queue of tasks, drained on the thread of a Vert.x context. The queue keeps the session's
 * tasks in order, so that the thread may change: a session that upgrades to a WebSocket moves to the thread of that
 * connection's I/O, instead of switching threads for every message.
 * <p>
 * Thread: {@link #execute}, {@link #claim} any; the rest within a task, or as {@link EventLoop.Claimed} states.
 */
final class VertxEventLoop implements EventLoop, EventLoop.Claimed {
    private static final Logger LOG = Logger.getLogger(VertxEventLoop.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private static final AtomicIntegerFieldUpdater<VertxEventLoop> PENDING = AtomicIntegerFieldUpdater
            .newUpdater(VertxEventLoop.class, "pending");

    /** Made with the first task that has to wait. */
    private volatile @Nullable Queue<Runnable> tasks;
    /** The number of tasks that have not ended, a claim being one; the call that raises it from 0 starts the drain. */
    private volatile int pending;
    private volatile ContextInternal context;
    /** Not volatile: a thread compares it only with itself, and sees its own writes. */
    private @Nullable Thread runner;

    VertxEventLoop(ContextInternal context) {
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        if (!runNow(task)) {
            tasks().add(task);
            if (PENDING.getAndIncrement(this) == 0) {
                startDrain();
            }
        }
    }

    /**
     * Runs a task at once, if the caller is on this loop's thread, and no task runs or waits. Thread: any.
     *
     * @return whether the task was run
     */
    boolean runNow(Runnable task) {
        ContextInternal here = context;
        if (!here.inThread() || claim() == null) {
            return false;
        }
        if (context != here) { // a task that has just ended moved the loop
            tasks().add(task);
            startDrain();
            return true;
        }
        ContextInternal previous = here.beginDispatch();
        try {
            runTask(Runnable::run, task);
            if (PENDING.decrementAndGet(this) > 0) {
                drain(here);
            }
        } finally {
            here.endDispatch(previous);
        }
        return true;
    }

    private Queue<Runnable> tasks() {
        Queue<Runnable> present = tasks;
        return present == null ? newTasks() : present;
    }

    private synchronized Queue<Runnable> newTasks() {
        Queue<Runnable> present = tasks;
        if (present == null) {
            present = new ConcurrentLinkedQueue<>();
            tasks = present;
        }
        return present;
    }

    private void startDrain() {
        ContextInternal target = context;
        if (target.inThread()) {
            target.dispatch(ignored -> drain());
        } else {
            // not execute(), as handlers need the context as their current one
            target.runOnContext(ignored -> drain());
        }
    }

    private void drain() {
        drain(context);
    }

    private void drain(ContextInternal here) {
        do {
            if (context != here) {
                startDrain();
                return;
            }
            runTask(Runnable::run, next());
        } while (PENDING.decrementAndGet(this) > 0);
    }

    private <T> void runTask(Consumer<? super T> task, T argument) {
        runner = Thread.currentThread();
        try {
            task.accept(argument);
        } catch (RuntimeException | Error e) { // the next tasks must run nevertheless
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a task of a session failed");
        } finally {
            runner = null;
        }
    }

    private Runnable next() {
        Runnable task = tasks().poll();
        if (task == null) {
            throw new IllegalStateException("[BUG] fewer tasks than were counted");
        }
        return task;
    }

    @Override
    public @Nullable Claimed claim() {
        // a task of the caller may be in the queue though none is pending: a task that was not counted yet ran in its place
        Queue<Runnable> waiting = tasks;
        return pending == 0 && (waiting == null || waiting.isEmpty()) && PENDING.compareAndSet(this, 0, 1) ? this : null;
    }

    @Override
    public Object thread() {
        return context.nettyEventLoop();
    }

    @Override
    public boolean isOnThread() {
        return context.inThread();
    }

    @Override
    public void post(Runnable action) {
        context.runOnContext(ignored -> action.run());
    }

    @Override
    public <T> void run(Consumer<? super T> task, T argument) {
        ContextInternal here = context;
        if (ContextInternal.current() == here) {
            runTask(task, argument);
        } else {
            ContextInternal previous = here.beginDispatch();
            try {
                runTask(task, argument);
            } finally {
                here.endDispatch(previous);
            }
        }
        if (PENDING.decrementAndGet(this) > 0) {
            context.runOnContext(ignored -> drain()); // not now: the caller may be in a task of another session
        }
    }

    @Override
    public boolean inLoop() {
        return runner == Thread.currentThread();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return TimerQueue.of(context).schedule(this, delay, task);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Returns whether tasks run on that context's thread. Thread: any. */
    boolean isOn(ContextInternal other) {
        return context == other;
    }

    /** Runs tasks on that context's thread, from the end of the current task on. */
    void moveTo(ContextInternal other) {
        context = other;
    }
}
