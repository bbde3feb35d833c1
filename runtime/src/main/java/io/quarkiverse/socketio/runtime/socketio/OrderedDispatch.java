package io.quarkiverse.socketio.runtime.socketio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * Runs the handlers of one socket one after the other, each where it wants to run. A hop to another thread takes along all
 * handlers that
 * wait there for the same kind of thread, since the hop costs more than most handlers.
 * <p>
 * Thread: {@link #dispatch} on the session's event loop.
 */
final class OrderedDispatch {
    private static final Logger LOG = Logger.getLogger(OrderedDispatch.class);

    private record Task(ExecutionMode mode, Runnable action) {
    }

    private final EventLoop loop;
    private final HandlerExecutor executor;
    private final Queue<Task> waiting = new ConcurrentLinkedQueue<>();
    /** Tasks that were given and have not ended; the one who raises it from 0 starts the draining. */
    private final AtomicInteger pending = new AtomicInteger();

    OrderedDispatch(EventLoop loop, HandlerExecutor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    /** {@code action} must not throw. */
    void dispatch(ExecutionMode mode, Runnable action) {
        waiting.add(new Task(mode, action));
        if (pending.getAndIncrement() > 0) {
            return;
        }
        if (mode == ExecutionMode.EVENT_LOOP) {
            drain(mode);
        } else {
            hop();
        }
    }

    /** Whether a handler runs or waits. */
    boolean isBusy() {
        return pending.get() > 0;
    }

    /** To where the first task wants to run; those that nobody takes, because the application stops, are dropped. */
    private void hop() {
        do {
            ExecutionMode mode = waiting.element().mode;
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
            if (next.mode != mode) {
                hop();
                return;
            }
            waiting.remove();
            next.action.run();
        } while (pending.decrementAndGet() > 0);
    }
}
