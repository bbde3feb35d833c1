package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterRecorder.PageKind;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A worker's route for a page about the whole cluster, whose content comes from the primary. It precedes Quarkus' own route of
 * the same path and follows Quarkus' filters, so permissions, CORS, header fields and the access log apply to it.
 * <p>
 * Thread: the request's event loop.
 *
 * @param path the page's path at the primary
 * @param files the status page, below the path of the kind {@code CLUSTER}
 */
record PrimaryPageRoute(PendingPageRequests primary, PageKind kind, String path, StatusPage files)
        implements
            Handler<RoutingContext> {
    /** The header field of the token, for clients whose {@code Authorization} is for Quarkus' security. */
    static final String TOKEN = "Cluster-Token";
    private static final Pattern GROUP = Pattern.compile("[\\w.~-]{1,100}");
    private static final Pattern COMMAND = Pattern.compile("[a-z]{1,20}");
    private static final String JSON = "application/json";
    private static final Page DOWN = new Page(HttpResponseStatus.SERVICE_UNAVAILABLE.code(), JSON + "; charset=UTF-8",
            "{\"status\":\"DOWN\",\"checks\":[]}");
    private static final Page UNAVAILABLE = new Page(HttpResponseStatus.SERVICE_UNAVAILABLE.code(),
            "text/plain; charset=utf-8", "The primary of the cluster does not answer.\n");

    @Override
    public void handle(RoutingContext context) {
        if (kind == PageKind.CLUSTER && files.serve(below(context.normalizedPath()), context.request())) {
            return;
        }
        Query.Page question = question(context);
        if (question == null) {
            context.next();
            return;
        }
        Context loop = Vertx.currentContext();
        primary.get(question)
                .exceptionally(failure -> kind == PageKind.HEALTH || kind == PageKind.HEALTH_GROUPS ? DOWN : UNAVAILABLE)
                .thenAccept(page -> loop.runOnContext(now -> send(page, question, context.request())));
    }

    /** Returns what to ask the primary, or {@code null} for a path that it does not have. */
    private Query.@Nullable Page question(RoutingContext context) {
        String below = below(context.normalizedPath());
        return switch (kind) {
            case HEALTH, METRICS -> get(path);
            case HEALTH_GROUPS -> below.isEmpty() ? get(path) : GROUP.matcher(below).matches() ? get(path + "/" + below) : null;
            case CLUSTER -> below.isEmpty() || COMMAND.matcher(below).matches() ? command(below, context) : null;
        };
    }

    /** Returns the last segment below the path, as Quarkus does for the name of a group; empty for the path itself. */
    private String below(String requested) {
        return requested.length() <= path.length() + 1 ? "" : requested.substring(requested.lastIndexOf('/') + 1);
    }

    /** Always a GET, as Quarkus serves these pages for any method. */
    private static Query.Page get(String target) {
        return new Query.Page("GET", target, "");
    }

    private Query.Page command(String name, RoutingContext context) {
        String query = context.request().query();
        String token = context.request().getHeader(TOKEN);
        String ofPage = files.authorization(context.request());
        String authorization = token != null ? "Bearer " + token
                : ofPage != null ? ofPage : context.request().getHeader(HttpHeaders.AUTHORIZATION);
        return new Query.Page(context.request().method().name(),
                path + (name.isEmpty() ? "" : "/" + name) + (query == null ? "" : "?" + query),
                Optional.ofNullable(authorization).orElse(""));
    }

    private void send(Page reply, Query.Page question, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            Page page = files.toCookie(question, reply, request);
            response.setStatusCode(page.status()).putHeader(HttpHeaders.CONTENT_TYPE, page.contentType());
            if (page.contentType().startsWith(JSON)) {
                response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            }
            response.end(page.body());
        }
    }
}
