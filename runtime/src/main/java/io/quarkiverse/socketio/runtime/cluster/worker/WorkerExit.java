package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

/**
 * Ends the process of a worker. Ending the JVM runs the application's own shutdown, so it is not done on an event loop.
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

    /** Shuts down; the primary kills the process when that takes too long. */
    static void exitGracefully() {
        if (LEAVING.compareAndSet(false, true)) {
            start("cluster-stop", () -> System.exit(0));
        }
    }

    /** The primary is gone: exits within a second, as nobody can reach this worker any more, and nobody would kill it. */
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
