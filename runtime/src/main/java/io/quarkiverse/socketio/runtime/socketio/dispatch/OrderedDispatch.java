package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

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

        /** Finishes when it returns. */
        record Call(ExecutionMode mode, Runnable action) implements Task {
        }

        /** Finishes when it runs its callback, on any thread; tasks behind it wait until then. */
        record Wait(ExecutionMode mode, Awaited action) implements Task {
        }
    }

    interface Awaited {
        void start(Runnable done);
    }

    private final EventLoop loop;
    private final HandlerExecutor executor;
    private final ConcurrentLinkedDeque<Task> waiting = new ConcurrentLinkedDeque<>();
    /** Tasks that have not finished; the one that raises it from 0 starts draining. */
    private final AtomicInteger pending = new AtomicInteger();

    OrderedDispatch(EventLoop loop, HandlerExecutor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    /** {@code action} must not throw. */
    void dispatch(ExecutionMode mode, Runnable action) {
        dispatch(new Task.Call(mode, action));
    }

    /** {@code action} must not throw. */
    void await(ExecutionMode mode, Awaited action) {
        dispatch(new Task.Wait(mode, action));
    }

    void dispatch(Task task) {
        waiting.addLast(task);
        if (pending.getAndIncrement() > 0) {
            return;
        }
        if (task.mode() == ExecutionMode.EVENT_LOOP) {
            drain(task.mode());
        } else {
            hop();
        }
    }

    /** Inserts tasks before all that wait; only by a {@link Task.Wait} before it finishes. */
    void dispatchFirst(List<? extends Task> tasks) {
        pending.addAndGet(tasks.size());
        for (int i = tasks.size() - 1; i >= 0; i--) {
            waiting.addFirst(tasks.get(i));
        }
    }

    /** Whether a task runs or waits. */
    boolean isBusy() {
        return pending.get() > 0;
    }

    /** Goes to the thread of the first task. Tasks that are rejected, because the application stops, are dropped. */
    private void hop() {
        do {
            ExecutionMode mode = waiting.element().mode();
            try {
                if (mode == ExecutionMode.EVENT_LOOP) {
                    loop.execute(() -> drain(mode));
                } else {
                    executor.execute(mode, () -> drain(mode));
                }
                return;
            } catch (RejectedExecutionException e) {
                LOG.debugf("A handler was not run: %s", e.getMessage());
                waiting.remove();
            }
        } while (pending.decrementAndGet() > 0);
    }

    private void drain(ExecutionMode mode) {
        do {
            Task next = waiting.element();
            if (next.mode() != mode) {
                hop();
                return;
            }
            waiting.remove();
            if (next instanceof Task.Wait wait) {
                wait.action.start(new Completion());
                return;
            }
            ((Task.Call) next).action.run();
        } while (pending.decrementAndGet() > 0);
    }

    /** Continues after a {@link Task.Wait}, once. */
    private final class Completion implements Runnable {
        private final AtomicBoolean completed = new AtomicBoolean();

        @Override
        public void run() {
            if (!completed.getAndSet(true) && pending.decrementAndGet() > 0) {
                hop();
            }
        }
    }
}
