package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * Runs the handlers of one socket one after the other, each on the kind of thread that it asks for. A hop to another thread
 * runs all handlers that wait for the same kind of thread, since the hop costs more than most handlers.
 * <p>
 * Thread: {@link #dispatch} and {@link #await} on the session's event loop.
 */
final class OrderedDispatch {
    private static final Logger LOG = Logger.getLogger(OrderedDispatch.class);

    /** A handler to run; must not throw. */
    sealed interface Task {

        ExecutionMode mode();

        /** Finishes when {@code run} returns. */
        non-sealed interface Call extends Task, Runnable {
        }

        record Action(ExecutionMode mode, Runnable action) implements Call {
            @Override
            public void run() {
                action.run();
            }
        }

        /** Finishes when it runs its callback, on any thread; tasks behind it wait until then. */
        record Wait(ExecutionMode mode, Awaited action) implements Task {
        }
    }

    interface Awaited {
        void start(Runnable done);
    }

    private static final AtomicIntegerFieldUpdater<OrderedDispatch> PENDING = AtomicIntegerFieldUpdater
            .newUpdater(OrderedDispatch.class, "pending");

    private final EventLoop loop;
    private final HandlerExecutor executor;
    /** Made with the first task that has to wait; set on the event loop, before a task in it is counted. */
    private @Nullable ConcurrentLinkedDeque<Task> waiting;
    /** Tasks that have not finished; the one that raises it from 0 starts draining. */
    private volatile int pending;

    OrderedDispatch(EventLoop loop, HandlerExecutor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    /** {@code action} must not throw. */
    void dispatch(ExecutionMode mode, Runnable action) {
        dispatch(new Task.Action(mode, action));
    }

    /** {@code action} must not throw. */
    void await(ExecutionMode mode, Awaited action) {
        dispatch(new Task.Wait(mode, action));
    }

    void dispatch(Task task) {
        if (task.mode() == ExecutionMode.EVENT_LOOP && PENDING.compareAndSet(this, 0, 1)) { // nothing waits: not by the queue
            if (finishes(task) && PENDING.decrementAndGet(this) > 0) {
                drain(ExecutionMode.EVENT_LOOP);
            }
            return;
        }
        queue().addLast(task);
        if (PENDING.getAndIncrement(this) == 0) {
            hop();
        }
    }

    private ConcurrentLinkedDeque<Task> queue() {
        ConcurrentLinkedDeque<Task> present = waiting;
        if (present == null) {
            present = new ConcurrentLinkedDeque<>();
            waiting = present;
        }
        return present;
    }

    /** Runs a task, and returns whether it has finished. */
    private boolean finishes(Task task) {
        if (task instanceof Task.Wait wait) {
            wait.action.start(new Completion());
            return false;
        }
        ((Task.Call) task).run();
        return true;
    }

    /** Inserts tasks before all that wait; only by a {@link Task.Wait} before it finishes. */
    void dispatchFirst(List<? extends Task> tasks) {
        ConcurrentLinkedDeque<Task> present = queue();
        PENDING.addAndGet(this, tasks.size());
        for (int i = tasks.size() - 1; i >= 0; i--) {
            present.addFirst(tasks.get(i));
        }
    }

    /** Whether a task runs or waits. */
    boolean isBusy() {
        return pending > 0;
    }

    /** Goes to the thread of the first task. Tasks that are rejected, because the application stops, are dropped. */
    private void hop() {
        do {
            ExecutionMode mode = queue().element().mode();
            try {
                if (mode == ExecutionMode.EVENT_LOOP) {
                    loop.execute(() -> drain(mode));
                } else {
                    executor.execute(mode, () -> drain(mode));
                }
                return;
            } catch (RejectedExecutionException e) {
                LOG.debugf("A handler was not run: %s", e.getMessage());
                queue().remove();
            }
        } while (PENDING.decrementAndGet(this) > 0);
    }

    private void drain(ExecutionMode mode) {
        do {
            Task next = queue().element();
            if (next.mode() != mode) {
                hop();
                return;
            }
            queue().remove();
            if (!finishes(next)) {
                return;
            }
        } while (PENDING.decrementAndGet(this) > 0);
    }

    /** Continues after a {@link Task.Wait}, once. */
    private final class Completion implements Runnable {
        private final AtomicBoolean completed = new AtomicBoolean();

        @Override
        public void run() {
            if (!completed.getAndSet(true) && PENDING.decrementAndGet(OrderedDispatch.this) > 0) {
                hop();
            }
        }
    }
}
