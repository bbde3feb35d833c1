package io.quarkiverse.socketio.runtime.relay;

import java.util.function.Consumer;

import io.quarkiverse.socketio.runtime.http.LingeringClose;
import io.quarkiverse.socketio.runtime.http.PausedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Relays the response of an owner to the client, no faster than the client reads.
 * <p>
 * Thread: the event loop of the client's connection.
 */
final class RelayedResponse {
    static final String KEEP_ALIVE = "Keep-Alive";
    static final int BAD_REQUEST = 400;
    static final int BAD_GATEWAY = 502;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    /** The error code of HTTP/2 for none, see RFC 9113, section 7. */
    private static final long NO_ERROR = 0;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final boolean last;

    /**
     * @param last whether the client's connection (with HTTP/2, its stream) ends with the response, as its request is not read
     *        to the end
     */
    RelayedResponse(HttpServerRequest request, Vertx vertx, boolean last) {
        this.request = request;
        this.response = request.response();
        this.vertx = vertx;
        this.last = last;
    }

    /**
     * Starts to relay a response.
     *
     * @param done called once, with whether the response is complete
     */
    void start(HttpClientResponse answer, Consumer<Boolean> done) {
        copyHead(answer);
        answer.handler(chunk -> {
            response.write(chunk);
            if (response.writeQueueFull()) {
                answer.pause();
                response.drainHandler(drained -> answer.resume());
            }
        });
        answer.exceptionHandler(broken -> {
            done.accept(false);
            reset();
        });
        answer.endHandler(end -> {
            done.accept(true);
            endResponse();
        });
    }

    private void copyHead(HttpClientResponse answer) {
        response.setStatusCode(answer.statusCode());
        MultiMap fields = response.headers();
        fields.setAll(answer.headers());
        // header fields of the connection between the workers are not for the client
        fields.remove(HttpHeaders.CONNECTION).remove(KEEP_ALIVE).remove(HttpHeaders.TRANSFER_ENCODING);
        if (isHttp2()) {
            fields.remove(HttpHeaders.UPGRADE);
        } else {
            response.setStatusMessage(answer.statusMessage());
            if (last) {
                fields.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        }
        boolean bodiless = request.method().equals(HttpMethod.HEAD) || answer.statusCode() == NO_CONTENT
                || answer.statusCode() == NOT_MODIFIED;
        if (!bodiless && !fields.contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
    }

    private boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    private void endResponse() {
        if (response.closed()) {
            return;
        }
        response.end().onComplete(sent -> {
            if (last && isHttp2()) {
                response.reset(NO_ERROR); // RFC 9113, section 8.1: the client need not send the rest
            } else if (last) {
                LingeringClose.start(request, vertx);
            }
        });
    }

    /** Aborts the response, so that the client sees that it is incomplete. */
    private void reset() {
        if (isHttp2()) {
            response.reset();
        } else {
            request.connection().close();
        }
    }

    /** Responds with a status to a request that is not relayed, or whose owner is gone, unless a response has begun. */
    static void refuse(HttpServerRequest request, int status) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            response.setStatusCode(status).end();
        }
        PausedRequest.resume(request);
    }
}
