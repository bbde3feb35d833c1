package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.quarkus.context.OrderedCalls;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.AckMode;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.CallTracer;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoint;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.MethodCaller;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.DeclinableAck;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;

/**
 * The {@code @OnBroadcast} methods of this process. Methods of one bean run one after the other in the order of the broadcasts;
 * a slow bean does not delay others. For each bean at most {@value #MAX_QUEUED} calls are queued; further ones are dropped and
 * logged.
 * <p>
 * Thread: any.
 */
@Singleton
public class BroadcastHandlers {
    private static final Logger LOG = Logger.getLogger(BroadcastHandlers.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);
    private static final LogLimiter DROPPED = new LogLimiter();
    private static final int MAX_QUEUED = 10_000;

    private record Handler(Endpoint endpoint, MethodCaller caller, OrderedCalls calls) {
        boolean returnsValue() {
            return endpoint.method().result().ackMode() == AckMode.VALUE;
        }
    }

    private final Map<String, List<Handler>> handlers = new HashMap<>();
    private final CallTracer tracer = CallTracer.present();

    BroadcastHandlers(Endpoints endpoints, HandlerExecutor executor) {
        Map<String, OrderedCalls> calls = new HashMap<>();
        endpoints.broadcasts().forEach(endpoint -> handlers.computeIfAbsent(endpoint.event(), event -> new ArrayList<>())
                .add(new Handler(endpoint, new MethodCaller(endpoint, null, null),
                        calls.computeIfAbsent(endpoint.bean(), bean -> new OrderedCalls(executor, MAX_QUEUED)))));
    }

    /** Registers the methods for the broadcasts of other servers. */
    public void register(ServerImpl server) {
        for (String event : handlers.keySet()) {
            BroadcastContext context = new BroadcastContext(event, false);
            if (returnsValue(event)) {
                server.onServerSide(event, (arguments, ack) -> call(context, arguments, ack));
            } else {
                server.onServerSide(event, arguments -> call(context, arguments, NoAck.INSTANCE));
            }
        }
    }

    /** Returns the names of the broadcasts that are handled here. */
    Set<String> events() {
        return handlers.keySet();
    }

    boolean handles(String event) {
        return handlers.containsKey(event);
    }

    /** Returns whether one of the methods for that broadcast returns a value. */
    boolean returnsValue(String event) {
        return handlers.getOrDefault(event, List.of()).stream().anyMatch(Handler::returnsValue);
    }

    /** Calls all methods for a broadcast; the one that returns a value sends or declines the reply. */
    void call(BroadcastContext context, Arguments arguments, Ack reply) {
        BroadcastCall call = new BroadcastCall(arguments, context, tracer.currentTrace());
        for (Handler handler : handlers.getOrDefault(context.event(), List.of())) {
            Ack ack = handler.returnsValue() ? reply : NoAck.INSTANCE;
            if (!handler.calls.tryAdd(handler.endpoint.method().mode(), () -> call(handler, call, ack))) {
                DROPPED.logf(LOG, Logger.Level.ERROR, null, "%s missed a broadcast of \"%s\": %d wait for it already",
                        handler.endpoint.method().name(),
                        context.event(), MAX_QUEUED);
                decline(ack);
            }
        }
    }

    private static void call(Handler handler, BroadcastCall call, Ack ack) {
        handler.caller.call(call, call.arguments(), result -> handler.endpoint.method().result().ackMode().send(ack, result),
                failure -> {
                    FAILURES.logf(LOG, Logger.Level.ERROR, failure, "%s failed: @OnBroadcast(\"%s\")",
                            handler.endpoint.method().name(),
                            call.context().event());
                    decline(ack);
                });
    }

    private static void decline(Ack ack) {
        if (ack instanceof DeclinableAck waiting) {
            waiting.decline();
        }
    }

    /** Ignores what is sent: the sender awaits no reply. */
    enum NoAck implements Ack {
        INSTANCE;

        @Override
        public void send(Object... args) {
            // no reply is awaited
        }

        @Override
        public boolean isAwaited() {
            return false;
        }
    }
}
