package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

/**
 * How a worker leaves. Ending the JVM runs the application's own shutdown, so it must not be done on an event loop.
 * <p>
 * Thread: any.
 */
final class Departure {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final long ORPHAN_MILLIS = 500;
    private static final int ORPHANED = 70;
    private static final AtomicBoolean LEAVING = new AtomicBoolean();

    private Departure() {
    }

    /** In good order, as long as the primary lets us. */
    static void asked() {
        if (LEAVING.compareAndSet(false, true)) {
            start("cluster-stop", () -> System.exit(0));
        }
    }

    /** Within a second: nobody can reach us any more, and nobody would end us. */
    static void primaryIsGone() {
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
