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
import io.quarkiverse.socketio.runtime.quarkus.endpoint.AckMode;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.CallTracer;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoint;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.MethodCaller;
import io.quarkiverse.socketio.runtime.socketio.DeclinableAck;
import io.quarkiverse.socketio.runtime.socketio.HandlerExecutor;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;

/**
 * The {@code @OnBroadcast} methods of this worker. Those of one bean run one after the other, in the order of the broadcasts;
 * a slow bean holds up no other.
 * <p>
 * Thread: any; immutable but for the calls that wait.
 */
@Singleton
public class BroadcastHandlers {
    private static final Logger LOG = Logger.getLogger(BroadcastHandlers.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);
    private static final LogLimiter MISSED = new LogLimiter();
    private static final int MOST_WAITING = 10_000;

    private record Handler(Endpoint endpoint, MethodCaller caller, OrderedCalls calls) {
        boolean answers() {
            return endpoint.method().reply() == AckMode.VALUE;
        }
    }

    private final Map<String, List<Handler>> handlers = new HashMap<>();
    private final CallTracer traces = CallTracer.present();

    BroadcastHandlers(Endpoints endpoints, HandlerExecutor executor) {
        Map<String, OrderedCalls> calls = new HashMap<>();
        endpoints.broadcasts().forEach(endpoint -> handlers.computeIfAbsent(endpoint.event(), event -> new ArrayList<>())
                .add(new Handler(endpoint, new MethodCaller(endpoint.method(), null),
                        calls.computeIfAbsent(endpoint.bean(), bean -> new OrderedCalls(executor, MOST_WAITING)))));
    }

    /** Lets other workers call them. */
    public void register(ServerImpl server) {
        for (String event : handlers.keySet()) {
            BroadcastContext context = new BroadcastContext(event, false);
            if (answers(event)) {
                server.onServerSide(event, (arguments, ack) -> call(context, arguments, ack));
            } else {
                server.onServerSide(event, arguments -> call(context, arguments, NoAnswer.INSTANCE));
            }
        }
    }

    Set<String> events() {
        return handlers.keySet();
    }

    boolean handle(String event) {
        return handlers.containsKey(event);
    }

    /** Whether one of the methods of that name returns a value. */
    boolean answers(String event) {
        return handlers.getOrDefault(event, List.of()).stream().anyMatch(Handler::answers);
    }

    /** Calls all; the one that returns a value answers, or declines. */
    void call(BroadcastContext context, Arguments arguments, Ack answer) {
        BroadcastCall call = new BroadcastCall(arguments, context, traces.here());
        for (Handler handler : handlers.getOrDefault(context.event(), List.of())) {
            Ack ack = handler.answers() ? answer : NoAnswer.INSTANCE;
            if (!handler.calls.add(handler.endpoint.method().mode(), () -> call(handler, call, ack))) {
                MISSED.logf(LOG, Logger.Level.ERROR, null, "%s missed a broadcast of \"%s\": %d wait for it already",
                        handler.endpoint.method().name(),
                        context.event(), MOST_WAITING);
                decline(ack);
            }
        }
    }

    private static void call(Handler handler, BroadcastCall call, Ack ack) {
        handler.caller.call(call, call.arguments(), result -> handler.endpoint.method().reply().send(ack, result),
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

    /** Nobody asked. */
    enum NoAnswer implements Ack {
        INSTANCE;

        @Override
        public void send(Object... args) {
            // nobody waits
        }

        @Override
        public boolean isAwaited() {
            return false;
        }
    }
}
