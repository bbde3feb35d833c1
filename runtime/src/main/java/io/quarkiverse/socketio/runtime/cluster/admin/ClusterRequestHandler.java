package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.Query;

/**
 * Responds to HTTP requests for the state of the cluster, executes commands that come over HTTP, and exchanges codes for sessions
 * of browsers. A command needs the configured token; if none is configured, all commands are rejected, whatever address they
 * come from.
 * <p>
 * Thread: the primary's event loop.
 */
record ClusterRequestHandler(ClusterStatus status, AdminCommands commands) {
    private static final Map<String, Function<QueryStringDecoder, Query.Command>> COMMANDS = Map.of("/scale",
            ClusterRequestHandler::scale, "/restart", target -> new Query.Restart(), "/rebalance",
            target -> new Query.Rebalance());

    /** The path, below that of the state, at which a browser exchanges a code for a session. */
    private static final String SESSION = "/session";
    /** The query of the status page, which shows the last minutes. */
    private static final String HISTORY = "history";

    /**
     * Returns whether a path is one of the state or of a command.
     *
     * @param root the path of the state, with which those of the commands begin; empty where there are none
     */
    static boolean has(String path, String root) {
        return !root.isEmpty() && path.startsWith(root)
                && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    PrimaryResponse respond(Query.Page request, String root) {
        QueryStringDecoder target = new QueryStringDecoder(request.target());
        String path = target.rawPath().substring(root.length());
        Function<QueryStringDecoder, Query.Command> command = COMMANDS.get(path);
        boolean session = path.equals(SESSION);
        String method = command == null && !session ? "GET" : "POST";
        if (command == null && !session && !path.isEmpty()) {
            return PrimaryResponse.text("404 Not Found",
                    "The paths are " + root + ", and below it /status, /scale, /restart and /rebalance.");
        } else if (!isOneOf(method, request.method())) {
            return PrimaryResponse.text("405 Method Not Allowed", target.rawPath() + " is for " + method + ".");
        } else if (session) {
            return session(request.authorization());
        }
        ClusterAccess access = status.access();
        boolean allowed = command == null ? access.maySee(request.authorization()) : access.mayCommand(request.authorization());
        if (!allowed) {
            return PrimaryResponse.text("403 Forbidden", access.hasToken()
                    ? "This needs the header field 'Authorization: Bearer <quarkus.socketio.cluster.management.token>'."
                    : "This is rejected unless quarkus.socketio.cluster.management.token is set.");
        }
        return command == null ? PrimaryResponse.json("200 OK", status.json(target.parameters().containsKey(HISTORY)))
                : execute(command, target);
    }

    private PrimaryResponse session(String authorization) {
        return status.access().exchange(authorization).map(made -> PrimaryResponse.text("201 Created", made))
                .orElseGet(() -> PrimaryResponse.text("403 Forbidden",
                        "This link was used, or is too old. Make another one with --cluster=status --open."));
    }

    private PrimaryResponse execute(Function<QueryStringDecoder, Query.Command> command, QueryStringDecoder target) {
        try {
            commands.execute(command.apply(target), "asked for over HTTP");
            return PrimaryResponse.json("202 Accepted", status.json(false));
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
}
