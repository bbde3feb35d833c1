package io.quarkiverse.socketio.runtime.cluster.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.LocalRequest;
import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;
import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * The state of the cluster and orders for it, over HTTP. An order needs the token that is configured; without one nobody may
 * order anything, whatever address he comes from.
 * <p>
 * Thread: the primary's event loop.
 */
final class ClusterOperations {
    private static final Map<String, Function<LocalRequest, Optional<String>>> ORDERS = Map.of(
            "/scale", request -> request.parameter("workers").map(workers -> LinkQuestions.SCALE + " " + workers),
            "/restart", request -> Optional.of(LinkQuestions.RESTART),
            "/rebalance", request -> Optional.of(LinkQuestions.REBALANCE));

    private final WorkerTable table;
    private final Orders orders;
    private final String token;

    /** @param token empty text when nobody may order anything */
    ClusterOperations(WorkerTable table, Orders orders, String token) {
        this.table = table;
        this.orders = orders;
        this.token = token;
    }

    /** @param root the path of the state, with which those of the orders begin; empty text where there are none */
    static boolean has(String path, String root) {
        return !root.isEmpty() && path.startsWith(root)
                && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    /** @param open whether the state needs no token */
    void answer(LocalRequest request, String root, boolean open, Consumer<Reply> reply) {
        String path = request.path().substring(root.length());
        Function<LocalRequest, Optional<String>> order = ORDERS.get(path);
        String method = order == null ? "GET" : "POST";
        if (order == null && !path.isEmpty()) {
            reply.accept(Reply.text("404 Not Found", "There is " + root + ", and below it scale, restart and rebalance."));
        } else if (!isOneOf(method, request.method())) {
            reply.accept(Reply.text("405 Method Not Allowed", request.path() + " is for " + method + "."));
        } else if (!(order == null && open) && !isAllowed(request.authorization())) {
            reply.accept(Reply.text("403 Forbidden", !token.isEmpty()
                    ? "This needs the header field 'Authorization: Bearer <quarkus.socketio.cluster.management.token>'."
                    : "Nobody may do this unless quarkus.socketio.cluster.management.token is set."));
        } else if (order == null) {
            reply.accept(Reply.json("200 OK", state()));
        } else {
            carryOut(order.apply(request).orElse(null), reply);
        }
    }

    private static boolean isOneOf(String allowed, String method) {
        return method.equals(allowed) || allowed.equals("GET") && method.equals("HEAD");
    }

    private void carryOut(@Nullable String order, Consumer<Reply> reply) {
        if (order == null) {
            reply.accept(Reply.text("400 Bad Request", "How many workers? Add ?workers=4 to the URL."));
            return;
        }
        orders.carryOut(order, "asked for over HTTP", (begun, why) -> reply.accept(
                begun ? Reply.json("202 Accepted", state()) : Reply.text("400 Bad Request", why + ".")));
    }

    /** In a time that does not tell how much of a wrong token is right. */
    private boolean isAllowed(String authorization) {
        return !token.isEmpty() && MessageDigest.isEqual(("Bearer " + token).getBytes(StandardCharsets.UTF_8),
                authorization.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String state() {
        StringJoiner workers = new StringJoiner(",", "[", "]");
        for (Seat seat : table.seats()) {
            Worker worker = seat.latest();
            workers.add("{\"id\":" + seat.id() + ",\"state\":\"" + seat.state() + "\",\"restarts\":" + seat.restarts()
                    + (worker == null ? "" : state(worker)) + "}");
        }
        return "{\"workers\":" + table.wanted() + ",\"ready\":" + table.ready().size() + ",\"started\":" + table.wasReady()
                + ",\"shuttingDown\":" + table.isShuttingDown() + ",\"seats\":" + workers
                + "}";
    }

    private static String state(Worker worker) {
        return ",\"pid\":" + worker.pid() + ",\"incarnation\":" + worker.incarnation() + ",\"connections\":"
                + worker.connections()
                + ",\"clients\":" + worker.usage().sessions() + ",\"rss\":" + worker.usage().rss() + ",\"cpu\":"
                + Math.round(worker.cpu() * 1000) / 1000.0;
    }
}
