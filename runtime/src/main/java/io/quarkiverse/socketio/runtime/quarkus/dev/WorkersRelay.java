package io.quarkiverse.socketio.runtime.quarkus.dev;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.quarkiverse.socketio.runtime.relay.PortRelay;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Relays requests to the worker processes of dev mode, as soon as these have the current classes. Requests for the pages of
 * dev mode go on to this process.
 * <p>
 * Thread: the event loop of the request.
 *
 * @param port of the workers
 * @param ownPath below which this process responds itself
 */
record WorkersRelay(PortRelay relay, Supplier<CompletionStage<Integer>> port,
        String ownPath) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext context) {
        if (context.request().path().startsWith(ownPath)) {
            context.next();
            return;
        }
        context.request().pause();
        Context loop = context.vertx().getOrCreateContext();
        port.get().whenComplete((number, failure) -> loop.runOnContext(ready -> {
            if (failure == null) {
                relay.relay(context, number);
            } else {
                PortRelay.refuse(context, "The worker processes of dev mode are not available. " + failure.getMessage() + '\n');
            }
        }));
    }
}
