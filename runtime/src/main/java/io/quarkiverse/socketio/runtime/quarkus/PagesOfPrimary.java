package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.socketio.runtime.cluster.link.PageQuestion;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A request on a connection that this worker holds, for something that the primary answers to new connections: health, for one.
 * The primary is asked, so that the answer is the same.
 * <p>
 * Thread: the request's event loop.
 */
final class PagesOfPrimary implements Handler<RoutingContext> {
    private final WorkerAgent worker;
    private final Set<String> paths;
    private final List<String> trees;

    /** @param trees what is below those paths is the primary's as well */
    PagesOfPrimary(WorkerAgent worker, Set<String> paths, List<String> trees) {
        this.worker = worker;
        this.paths = paths;
        this.trees = trees.stream().map(tree -> tree + "/").toList();
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (path == null || !paths.contains(path) && trees.stream().noneMatch(path::startsWith)) {
            context.next();
            return;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        CompletionStage<String> answer = worker.order(new PageQuestion(request.method().name(), request.uri(),
                authorization == null ? "" : authorization).text());
        Context loop = Vertx.currentContext();
        answer.whenComplete((text, failure) -> loop.runOnContext(now -> {
            if (failure == null) {
                send(PageQuestion.Page.parse(text), context.response());
            } else {
                context.fail(HttpResponseStatus.SERVICE_UNAVAILABLE.code(), failure);
            }
        }));
    }

    private static void send(PageQuestion.Page page, HttpServerResponse response) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(page.status()).putHeader(HttpHeaders.CONTENT_TYPE, page.contentType()).end(page.body());
        }
    }
}
