package io.quarkiverse.socketio.runtime.cluster.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Responds to HTTP requests for the state of the cluster, and executes commands that come over HTTP. A command needs the
 * configured token; if none is configured, all commands are rejected, whatever address they come from.
 * <p>
 * Thread: the primary's event loop.
 *
 * @param token the configured token; when it is empty, all commands are rejected
 */
record ClusterRequestHandler(WorkerTable table, AdminCommands commands, String token) {
    private static final Map<String, Function<QueryStringDecoder, Query.Command>> COMMANDS = Map.of("/scale",
            ClusterRequestHandler::scale, "/restart", target -> new Query.Restart(), "/rebalance",
            target -> new Query.Rebalance());

    /** The path, below that of the state, of the state as a page for people. */
    private static final String PAGE = "/status";

    /**
     * Returns whether a path is one of the state or of a command.
     *
     * @param root the path of the state, with which those of the commands begin; empty where there are none
     */
    static boolean has(String path, String root) {
        return !root.isEmpty() && path.startsWith(root)
                && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    /**
     * Responds to a request.
     *
     * @param open whether the state needs no token
     */
    PrimaryResponse respond(Query.Page request, String root, boolean open) {
        QueryStringDecoder target = new QueryStringDecoder(request.target());
        String path = target.rawPath().substring(root.length());
        Function<QueryStringDecoder, Query.Command> command = COMMANDS.get(path);
        String method = command == null ? "GET" : "POST";
        boolean page = path.equals(PAGE);
        if (command == null && !page && !path.isEmpty()) {
            return PrimaryResponse.text("404 Not Found",
                    "The paths are " + root + ", and below it /status, /scale, /restart and /rebalance.");
        } else if (!isOneOf(method, request.method())) {
            return PrimaryResponse.text("405 Method Not Allowed", target.rawPath() + " is for " + method + ".");
        } else if (!(command == null && open) && !isAllowed(request.authorization())) {
            return PrimaryResponse.text("403 Forbidden", !token.isEmpty()
                    ? "This needs the header field 'Authorization: Bearer <quarkus.socketio.cluster.management.token>'."
                    : "This is rejected unless quarkus.socketio.cluster.management.token is set.");
        } else if (page) {
            return new PrimaryResponse("200 OK", "text/html; charset=utf-8", StatusPage.html(table), "");
        } else if (command == null) {
            return PrimaryResponse.json("200 OK", ClusterState.json(table));
        }
        try {
            commands.execute(command.apply(target), "asked for over HTTP");
            return PrimaryResponse.json("202 Accepted", ClusterState.json(table));
        } catch (IllegalArgumentException e) {
            return PrimaryResponse.text("400 Bad Request", e.getMessage() + ".");
        }
    }

    private static Query.Command scale(QueryStringDecoder target) {
        List<String> workers = target.parameters().get("workers");
        if (workers == null) {
            throw new IllegalArgumentException("The number of workers is missing: add, for instance, ?workers=4 to the URL");
        }
        try {
            return new Query.Scale(Integer.parseInt(workers.get(0)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'scale' needs a number", e);
        }
    }

    private static boolean isOneOf(String allowed, String method) {
        return method.equals(allowed) || allowed.equals("GET") && method.equals("HEAD");
    }

    /** Compares the token in constant time. */
    private boolean isAllowed(String authorization) {
        return !token.isEmpty() && MessageDigest.isEqual(("Bearer " + token).getBytes(StandardCharsets.UTF_8),
                authorization.getBytes(StandardCharsets.ISO_8859_1));
    }
}
