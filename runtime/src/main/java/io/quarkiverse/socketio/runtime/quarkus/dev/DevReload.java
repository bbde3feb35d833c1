package io.quarkiverse.socketio.runtime.quarkus.dev;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.dev.spi.HotReplacementContext;
import io.quarkus.dev.spi.HotReplacementSetup;

/**
 * Live reload in dev mode: scans for changed sources once a second while clients are connected, as Quarkus scans only at HTTP
 * requests, and messages of a WebSocket are none.
 * <p>
 * Thread: one of its own, on which the application also restarts.
 */
public final class DevReload implements HotReplacementSetup {
    private static final Logger LOG = Logger.getLogger(DevReload.class);
    private static final BooleanSupplier NO_CLIENTS = () -> false;

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
        started.scheduleWithFixedDelay(() -> scan(context), 1, 1, TimeUnit.SECONDS);
        timer = started;
    }

    private static void scan(HotReplacementContext context) {
        if (!connected.getAsBoolean()) {
            return;
        }
        try {
            context.doScan(false);
        } catch (Exception | LinkageError e) {
            // Quarkus shows the failure at the next HTTP request; the timer must go on
            LOG.debug("The application could not be reloaded", e);
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
