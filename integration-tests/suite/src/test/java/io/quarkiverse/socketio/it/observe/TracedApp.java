package io.quarkiverse.socketio.it.observe;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/** Lets other workers do work in every supported way. */
@SocketIO
public class TracedApp {
    private static final String WORKER = System.getenv().getOrDefault("CLUSTER_WORKER_ID", "0");

    @Inject
    Broadcaster broadcaster;
    @Inject
    SocketIOServer io;

    void start(@Observes StartupEvent event) {
        io.onServerSide("shipped", args -> say("shipped"));
    }

    @OnEvent("order")
    void order(String what) {
        broadcaster.publish("packed", what);
        io.serverSideEmit("shipped", what);
        io.emit("news", what);
    }

    /** Continues on another thread. */
    @OnEvent("order-later")
    Uni<Void> orderLater(String what) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(Duration.ofMillis(1))
                .invoke(() -> broadcaster.publish("packed", what));
    }

    @OnEvent("fail")
    void fail() {
        throw new IllegalStateException("for a test");
    }

    @OnBroadcast("packed")
    void packed(String what) {
        say("packed");
    }

    private static void say(String what) {
        SpanContext span = Span.current().getSpanContext();
        System.out.println("worker " + WORKER + " " + what + " in " + span.getTraceId() + " with "
                + span.getTraceState().get("vendor") + " for " + Baggage.current().getEntryValue("tenant"));
    }
}
