package io.quarkiverse.socketio.runtime.quarkus;

import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;
import io.quarkiverse.socketio.runtime.quarkus.ClusterRecorder.Subject;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A route of a worker for something that tells of the whole cluster: the primary is asked. It stands before the route that
 * Quarkus has at the same place, so that all that Quarkus does for a request before is done for this one as well: permissions,
 * CORS, header fields, the access log.
 * <p>
 * Thread: the request's event loop.
 */
final class PagesOfPrimary implements Handler<RoutingContext> {
    /** The header field of the token for those whose field Authorization says to Quarkus who they are. */
    static final String TOKEN = "Cluster-Token";
    private static final Pattern GROUP = Pattern.compile("[\\w.~-]{1,100}");
    private static final Pattern ORDER = Pattern.compile("[a-z]{1,20}");
    private static final String JSON = "application/json";
    private static final Page DOWN = new Page(HttpResponseStatus.SERVICE_UNAVAILABLE.code(), JSON + "; charset=UTF-8",
            "{\"status\":\"DOWN\",\"checks\":[]}");
    private static final Page UNAVAILABLE = new Page(HttpResponseStatus.SERVICE_UNAVAILABLE.code(),
            "text/plain; charset=utf-8", "The primary of the cluster does not answer.\n");

    private final OpenQuestions primary;
    private final Subject subject;
    private final String path;

    /** @param path by which the primary knows it */
    PagesOfPrimary(OpenQuestions primary, Subject subject, String path) {
        this.primary = primary;
        this.subject = subject;
        this.path = path;
    }

    @Override
    public void handle(RoutingContext context) {
        Query.Page question = question(context);
        if (question == null) {
            context.next();
            return;
        }
        Context loop = Vertx.currentContext();
        primary.ask(question)
                .exceptionally(failure -> subject == Subject.HEALTH || subject == Subject.HEALTH_GROUPS ? DOWN : UNAVAILABLE)
                .thenAccept(page -> loop.runOnContext(now -> send(page, context.response())));
    }

    /** Null for what the primary does not know. */
    private Query.@Nullable Page question(RoutingContext context) {
        String below = below(context.normalizedPath());
        return switch (subject) {
            case HEALTH, METRICS -> ask(path);
            case HEALTH_GROUPS -> below.isEmpty() ? ask(path) : GROUP.matcher(below).matches() ? ask(path + "/" + below) : null;
            case CLUSTER -> below.isEmpty() || ORDER.matcher(below).matches() ? order(below, context) : null;
        };
    }

    /** The last segment, as Quarkus takes it for the name of a group; empty for the path itself. */
    private String below(String asked) {
        return asked.length() <= path.length() + 1 ? "" : asked.substring(asked.lastIndexOf('/') + 1);
    }

    /** Quarkus answers these whatever the method. */
    private static Query.Page ask(String target) {
        return new Query.Page("GET", target, "");
    }

    private Query.Page order(String name, RoutingContext context) {
        String query = context.request().query();
        String token = context.request().getHeader(TOKEN);
        String authorization = token == null ? context.request().getHeader(HttpHeaders.AUTHORIZATION) : "Bearer " + token;
        return new Query.Page(context.request().method().name(),
                path + (name.isEmpty() ? "" : "/" + name) + (query == null ? "" : "?" + query),
                Optional.ofNullable(authorization).orElse(""));
    }

    private static void send(Page page, HttpServerResponse response) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(page.status()).putHeader(HttpHeaders.CONTENT_TYPE, page.contentType());
            if (page.contentType().startsWith(JSON)) {
                response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            }
            response.end(page.body());
        }
    }
}
