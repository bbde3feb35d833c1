package io.quarkiverse.socketio.runtime.presence;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

/**
 * Runs tasks one after the other, in the order in which they were added, on the threads of another executor.
 * <p>
 * Thread: any.
 */
final class Mailbox implements Executor {
    private static final Logger LOG = Logger.getLogger(Mailbox.class);

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    Mailbox(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (size.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        do {
            Runnable task = tasks.poll();
            try {
                if (task != null) {
                    task.run();
                }
            } catch (RuntimeException e) { // the others must run nevertheless
                LOG.error("[BUG] a change of presence could not be processed", e);
            }
        } while (size.decrementAndGet() > 0);
    }
}
