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
 * Live reload for those who are connected: Quarkus looks for changes when an HTTP request comes, but a WebSocket brings none.
 * So in dev mode it looks once a second, as long as anybody is connected.
 * <p>
 * Thread: one of its own, which also restarts the application.
 */
public final class DevReload implements HotReplacementSetup {
    private static final Logger LOG = Logger.getLogger(DevReload.class);
    private static final BooleanSupplier NOBODY = () -> false;

    /** Static, as this is made before the application and outlives it. */
    private static volatile BooleanSupplier connected = NOBODY;

    private @Nullable ScheduledExecutorService timer;

    /** Called by each application that starts. */
    static void lookWhile(BooleanSupplier anybodyConnected) {
        connected = anybodyConnected;
    }

    static void stopLooking() {
        connected = NOBODY;
    }

    @Override
    public void setupHotDeployment(HotReplacementContext context) {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "socketio-dev-reload");
            thread.setDaemon(true);
            return thread;
        });
        started.scheduleWithFixedDelay(() -> look(context), 1, 1, TimeUnit.SECONDS);
        timer = started;
    }

    private static void look(HotReplacementContext context) {
        if (!connected.getAsBoolean()) {
            return;
        }
        try {
            context.doScan(false);
        } catch (Exception | LinkageError e) {
            // Quarkus shows what is wrong to the next HTTP request; the timer must go on
            LOG.debug("The application could not be reloaded", e);
        }
    }

    @Override
    public void close() {
        stopLooking();
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
