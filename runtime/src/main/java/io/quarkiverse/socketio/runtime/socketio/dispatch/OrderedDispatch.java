package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * Runs the handlers of one socket one after the other, each where it wants to run. A hop to another thread takes along all
 * handlers that wait there for the same kind of thread, since the hop costs more than most handlers.
 * <p>
 * Thread: {@link #dispatch} and {@link #await} on the session's event loop.
 */
final class OrderedDispatch {
    private static final Logger LOG = Logger.getLogger(OrderedDispatch.class);

    /** One thing to run; must not throw. */
    sealed interface Task {

        ExecutionMode mode();

        /** Ends when it returns. */
        record Call(ExecutionMode mode, Runnable action) implements Task {
        }

        /** Ends when it runs what it is given, on any thread; what comes after it waits until then. */
        record Wait(ExecutionMode mode, Awaited action) implements Task {
        }
    }

    interface Awaited {
        void start(Runnable end);
    }

    private final EventLoop loop;
    private final HandlerExecutor executor;
    private final ConcurrentLinkedDeque<Task> waiting = new ConcurrentLinkedDeque<>();
    /** Tasks that were given and have not ended; the one who raises it from 0 starts the draining. */
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

    /** Puts tasks before all that wait; only for one who is awaited, before it ends. */
    void dispatchFirst(List<? extends Task> tasks) {
        pending.addAndGet(tasks.size());
        for (int i = tasks.size() - 1; i >= 0; i--) {
            waiting.addFirst(tasks.get(i));
        }
    }

    /** Whether a handler runs or waits. */
    boolean isBusy() {
        return pending.get() > 0;
    }

    /** To where the first task wants to run; those that nobody takes, because the application stops, are dropped. */
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
                wait.action.start(new Ending());
                return;
            }
            ((Task.Call) next).action.run();
        } while (pending.decrementAndGet() > 0);
    }

    /** Goes on, once. */
    private final class Ending implements Runnable {
        private final AtomicBoolean ended = new AtomicBoolean();

        @Override
        public void run() {
            if (!ended.getAndSet(true) && pending.decrementAndGet() > 0) {
                hop();
            }
        }
    }
}
