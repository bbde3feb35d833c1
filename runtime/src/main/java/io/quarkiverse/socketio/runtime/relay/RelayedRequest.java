package io.quarkiverse.socketio.runtime.relay;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.http.PausedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;

/**
 * Passes one request to its owner, and the response back. Its body is read no faster than it can be passed on. Once client and
 * owner have said everything the connection to the owner is free for the client's next request; after any other end it is
 * closed.
 * <p>
 * Thread: the event loop of the client's connection.
 */
final class RelayedRequest {
    private static final String HTTP2_SETTINGS = "HTTP2-Settings";

    private final RoutingContext context;
    private final HttpServerRequest request;
    private @Nullable HttpClientRequest relayed;
    private boolean bodySent;
    private boolean answering;
    private boolean over;

    RelayedRequest(RoutingContext context) {
        this.context = context;
        this.request = context.request();
        context.addEndHandler(answered -> {
            if (answered.failed()) {
                giveUp();
            }
        });
    }

    void begin(OwnerClient owners, Path owner) {
        request.pause();
        owners.open(request, owner).onSuccess(this::send).onFailure(gone -> onOwnerGone());
    }

    private void send(HttpClientRequest opened) {
        relayed = opened;
        if (over) { // the client has not waited
            opened.connection().close();
            return;
        }
        opened.continueHandler(go -> request.response().writeContinue());
        opened.response().onSuccess(this::answer).onFailure(gone -> onOwnerGone());
        sendHead(opened);
        if (request.isEnded()) { // a body handler of the application was faster
            Buffer whole = context.body() == null ? null : context.body().buffer();
            if (whole != null && whole.length() > 0) {
                passOn(whole);
            }
            endBody();
        } else {
            request.exceptionHandler(broken -> giveUp()).handler(this::passOn).endHandler(end -> endBody()).resume();
        }
    }

    /** One that has a body goes at once: its client may wait for leave to send it. In HTTP/2 nothing announces a body. */
    private void sendHead(HttpClientRequest to) {
        MultiMap fields = to.headers().addAll(request.headers());
        fields.remove(HttpHeaders.CONNECTION).remove(HttpHeaders.UPGRADE).remove(HttpHeaders.TRANSFER_ENCODING)
                .remove(RelayedResponse.KEEP_ALIVE).remove(HTTP2_SETTINGS);
        addHost(request, fields);
        boolean counted = fields.contains(HttpHeaders.CONTENT_LENGTH);
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        to.setChunked(chunked && !counted);
        if (counted || chunked) {
            to.sendHead();
        }
    }

    /** In HTTP/2 it is no header field. */
    static void addHost(HttpServerRequest request, MultiMap fields) {
        HostAndPort authority = request.authority();
        if (!fields.contains(HttpHeaders.HOST) && authority != null) {
            fields.set(HttpHeaders.HOST, authority.toString());
        }
    }

    private void passOn(Buffer chunk) {
        HttpClientRequest to = relayed;
        if (over || answering || to == null) {
            return; // nobody wants it any more
        }
        if (!to.headers().contains(HttpHeaders.CONTENT_LENGTH) && !to.isChunked()) {
            to.setChunked(true);
        }
        to.write(chunk);
        if (to.writeQueueFull()) {
            request.pause();
            to.drainHandler(drained -> PausedRequest.resume(request));
        }
    }

    private void endBody() {
        if (!over && !answering && relayed != null) {
            bodySent = true;
            relayed.end();
        }
    }

    private void answer(HttpClientResponse answer) {
        if (over) {
            return;
        }
        answering = true;
        new RelayedResponse(request, context.vertx(), !bodySent).pass(answer, whole -> {
            if (whole && bodySent) {
                over = true;
            } else {
                giveUp();
            }
        });
        PausedRequest.resume(request);
    }

    private void onOwnerGone() {
        if (!over) {
            giveUp();
            RelayedResponse.refuse(request);
        }
    }

    /** Nothing more is expected of the owner. */
    private void giveUp() {
        if (!over) {
            over = true;
            if (relayed != null) {
                relayed.connection().close();
            }
        }
    }
}
