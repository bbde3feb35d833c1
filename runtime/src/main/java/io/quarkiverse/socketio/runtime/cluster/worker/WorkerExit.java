package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
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
    private static final String ARCHIVE_OPTION = "-XX:ArchiveClassesAtExit=";
    private static final AtomicBoolean LEAVING = new AtomicBoolean();

    private WorkerExit() {
    }

    /** Shuts down; the primary kills the process if that takes too long. */
    static void exitGracefully() {
        if (LEAVING.compareAndSet(false, true)) {
            start("cluster-stop", () -> System.exit(0));
        }
    }

    /**
     * Exits within a second, as the primary is gone and no client or operator can reach this worker any more. A JVM that creates
     * a class archive when it exits, which nobody would use, is killed instead, when the application has had as much time.
     */
    static void exitAsOrphan() {
        boolean archives = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(option -> option.startsWith(ARCHIVE_OPTION));
        start("cluster-halt", () -> {
            sleep(ORPHAN_MILLIS);
            if (archives) {
                kill();
            }
            Runtime.getRuntime().halt(ORPHANED);
        });
        if (LEAVING.compareAndSet(false, true)) {
            LOG.warn("The primary is gone: leaving");
            if (archives) { // the JVM waits for this hook before it creates the archive
                Runtime.getRuntime().addShutdownHook(new Thread(() -> sleep(4 * ORPHAN_MILLIS), "cluster-hold"));
            }
            start("cluster-stop", () -> System.exit(ORPHANED));
        }
    }

    /** Kills this process by the program kill, as Java cannot. Returns where there is no such program. */
    private static void kill() {
        try {
            new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start();
            sleep(ORPHAN_MILLIS);
        } catch (IOException e) {
            LOG.debugf("A class archive is written, and deleted by the next primary: %s", e.getMessage());
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
