package io.quarkiverse.socketio.runtime.quarkus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastContext;
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
    private static final int MOST_WAITING = 10_000;

    private record Handler(Endpoint endpoint, MethodCaller caller, OrderedCalls calls) {
    }

    private final Map<String, List<Handler>> handlers = new HashMap<>();

    BroadcastHandlers(Endpoints endpoints, HandlerExecutor executor) {
        Map<String, OrderedCalls> calls = new HashMap<>();
        endpoints.broadcasts().forEach(endpoint -> handlers.computeIfAbsent(endpoint.event(), event -> new ArrayList<>())
                .add(new Handler(endpoint, new MethodCaller(endpoint.method()),
                        calls.computeIfAbsent(endpoint.bean(), bean -> new OrderedCalls(executor, MOST_WAITING)))));
    }

    /** Lets other workers call them. */
    void register(ServerImpl server) {
        for (String event : handlers.keySet()) {
            server.onServerSide(event, arguments -> call(new BroadcastContext(event, false), arguments));
        }
    }

    boolean handle(String event) {
        return handlers.containsKey(event);
    }

    void call(BroadcastContext context, Arguments arguments) {
        BroadcastCall call = new BroadcastCall(arguments, context);
        for (Handler handler : handlers.getOrDefault(context.event(), List.of())) {
            if (!handler.calls.add(handler.endpoint.method().mode(), () -> call(handler, call))) {
                LOG.errorf("%s missed a broadcast of \"%s\": %d wait for it already", handler.endpoint.method().name(),
                        context.event(), MOST_WAITING);
            }
        }
    }

    private static void call(Handler handler, BroadcastCall call) {
        handler.caller.call(call, call.arguments(), result -> {
        }, failure -> LOG.errorf(failure, "%s failed: @OnBroadcast(\"%s\")", handler.endpoint.method().name(),
                call.context().event()));
    }
}
