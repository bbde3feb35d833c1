package io.quarkiverse.socketio.runtime.quarkus.dev;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import io.quarkus.dev.spi.HotReplacementSetup;

/**
 * Live reload in dev mode: scans for changed sources several times a second while clients are connected, as Quarkus scans only
 * at HTTP requests, and messages of a WebSocket are none.
 * <p>
 * Thread: one of its own, on which the application also restarts.
 */
public final class DevReload implements HotReplacementSetup {
    private static final Logger LOG = Logger.getLogger(DevReload.class);
    private static final BooleanSupplier NO_CLIENTS = () -> false;
    private static final long INTERVAL_MILLIS = 250;
    /** Scans of an application with many files take at most a tenth of the time. */
    private static final long PAUSE_FACTOR = 9;

    /** Static, as this object is created before the application and survives its restarts. */
    private static volatile BooleanSupplier connected = NO_CLIENTS;

    private @Nullable ScheduledExecutorService timer;

    /** Starts to scan while clients are connected; called by each application that starts. */
    static void scanWhile(BooleanSupplier clientsConnected) {
        connected = clientsConnected;
    }

    static void stopScanning() {
        connected = NO_CLIENTS;
    }

    @Override
    public void setupHotDeployment(HotReplacementContext context) {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "socketio-dev-reload");
            thread.setDaemon(true);
            return thread;
        });
        timer = started;
        started.schedule(() -> scan(started, context), INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        context.consumeNoRestartChanges(files -> {
            Runnable changed = DevConsoleManager.getGlobal(DevWorkersRecorder.CHANGED);
            if (changed != null) { // worker processes have copies of files that need no reload here, such as pages
                changed.run();
            }
        });
    }

    private static void scan(ScheduledExecutorService timer, HotReplacementContext context) {
        long begin = System.nanoTime();
        boolean reloaded = connected.getAsBoolean() && scan(context);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        timer.schedule(() -> scan(timer, context), reloaded ? INTERVAL_MILLIS : Math.max(INTERVAL_MILLIS, took * PAUSE_FACTOR),
                TimeUnit.MILLISECONDS);
    }

    /** Returns whether the application was reloaded, successfully or not. */
    private static boolean scan(HotReplacementContext context) {
        try {
            return context.doScan(false);
        } catch (Exception | LinkageError e) {
            // Quarkus shows the failure at the next HTTP request; the timer must go on
            LOG.debug("The application could not be reloaded", e);
            return true;
        }
    }

    @Override
    public void close() {
        stopScanning();
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
