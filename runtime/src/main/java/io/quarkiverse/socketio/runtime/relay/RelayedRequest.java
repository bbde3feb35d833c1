package io.quarkiverse.socketio.runtime.relay;

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
 * Relays one request to the process that owns its session, and the response back to the client. The body is read no faster than
 * it can be sent on. Once request and response are complete, the connection to the owner is free for the client's next request
 * if the owner keeps it; in any other case it is closed.
 * <p>
 * Thread: the event loop of the client's connection.
 */
final class RelayedRequest {
    private static final String HTTP2_SETTINGS = "HTTP2-Settings";

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Owner owner;
    private @Nullable HttpClientRequest relayed;
    private boolean bodySent;
    private boolean answering;
    private boolean over;

    RelayedRequest(RoutingContext context, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.request = context.request();
        context.addEndHandler(answered -> {
            if (answered.failed()) {
                giveUp();
            }
        });
    }

    void start() {
        request.pause();
        if (!RelayedTarget.canBeHttp1(RelayedTarget.of(request))) {
            over = true;
            RelayedResponse.refuse(request, RelayedResponse.BAD_REQUEST);
            return;
        }
        owner.open(request).onSuccess(this::send).onFailure(this::refuse);
    }

    private void refuse(Throwable why) {
        if (!over) {
            over = true;
            owner.refuse(context, why);
        }
    }

    private void send(HttpClientRequest opened) {
        relayed = opened;
        if (over) { // the client has closed meanwhile
            opened.connection().close();
            return;
        }
        opened.continueHandler(go -> request.response().writeContinue());
        opened.response().onSuccess(this::relayResponse).onFailure(gone -> onOwnerGone());
        try {
            sendHead(opened);
        } catch (IllegalArgumentException e) { // a header field of HTTP/2 that would be several of HTTP/1, for instance
            giveUp();
            RelayedResponse.refuse(request, RelayedResponse.BAD_REQUEST);
            return;
        }
        if (request.isEnded()) { // a body handler of the application has read the body
            Buffer whole = context.body() == null ? null : context.body().buffer();
            if (whole != null && whole.length() > 0) {
                writeBody(whole);
            }
            endBody();
        } else {
            request.exceptionHandler(broken -> giveUp()).handler(this::writeBody).endHandler(end -> endBody()).resume();
        }
    }

    /**
     * Sends the header fields. If the request has a body they are sent at once, as the client may wait for 100 Continue. In
     * HTTP/2 no field announces a body.
     */
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

    /** Adds the {@code Host} header field, which a request of HTTP/2 need not have. */
    static void addHost(HttpServerRequest request, MultiMap fields) {
        HostAndPort authority = request.authority();
        if (!fields.contains(HttpHeaders.HOST) && authority != null) {
            fields.set(HttpHeaders.HOST, authority.toString());
        }
    }

    private void writeBody(Buffer chunk) {
        HttpClientRequest to = relayed;
        if (over || answering || to == null) {
            return; // the owner does not need the rest of the body
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

    private void relayResponse(HttpClientResponse answer) {
        if (over) {
            return;
        }
        answering = true;
        new RelayedResponse(request, context.vertx(), !bodySent).start(answer, whole -> {
            if (whole && bodySent && relayed != null && owner.keeps(relayed.connection())) {
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
            RelayedResponse.refuse(request, RelayedResponse.BAD_GATEWAY);
        }
    }

    /** Closes the connection to the owner, from which nothing more is expected. */
    private void giveUp() {
        if (!over) {
            over = true;
            if (relayed != null) {
                relayed.connection().close();
            }
        }
    }
}
