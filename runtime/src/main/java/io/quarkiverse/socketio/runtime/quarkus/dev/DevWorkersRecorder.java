package io.quarkiverse.socketio.runtime.quarkus.dev;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.quarkiverse.socketio.runtime.relay.PortRelay;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.annotations.Recorder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * Relays requests to the worker processes of dev mode.
 * <p>
 * Thread: main.
 */
@Recorder
public class DevWorkersRecorder {
    /** The global object of dev mode that returns the port of the workers, a {@code Supplier<CompletionStage<Integer>>}. */
    public static final String PORT = "io.quarkiverse.socketio.dev.port";
    /** The global object of dev mode to run if files have changed without a reload, a {@code Runnable}. */
    public static final String CHANGED = "io.quarkiverse.socketio.dev.changed";

    /**
     * Returns the filter that relays requests.
     *
     * @param ownPath below which this process responds itself, as it has the pages of dev mode
     */
    public Handler<RoutingContext> relay(Supplier<Vertx> vertx, String ownPath) {
        Supplier<CompletionStage<Integer>> port = DevConsoleManager.getGlobal(PORT);
        return new WorkersRelay(new PortRelay(vertx.get()), port, ownPath);
    }
}
