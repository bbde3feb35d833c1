package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

/**
 * Ends the process of a worker, on its own thread, as ending the JVM runs the shutdown of the application.
 * <p>
 * Thread: any.
 */
final class WorkerExit {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final long ORPHAN_MILLIS = 500;
    private static final int ORPHANED = 70;
    private static final AtomicBoolean LEAVING = new AtomicBoolean();

    private WorkerExit() {
    }

    /** Shuts down; the primary kills the process if that takes too long. */
    static void exitGracefully() {
        if (LEAVING.compareAndSet(false, true)) {
            start("cluster-stop", () -> System.exit(0));
        }
    }

    /** Exits within a second, as the primary is gone and no client or operator can reach this worker any more. */
    static void exitAsOrphan() {
        start("cluster-halt", () -> {
            try {
                TimeUnit.MILLISECONDS.sleep(ORPHAN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(ORPHANED);
        });
        if (LEAVING.compareAndSet(false, true)) {
            LOG.warn("The primary is gone: leaving");
            start("cluster-stop", () -> System.exit(ORPHANED));
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
