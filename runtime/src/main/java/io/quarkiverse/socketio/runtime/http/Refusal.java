package io.quarkiverse.socketio.runtime.http;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Answers a request with an error of Engine.IO: JSON on plain requests; a WebSocket handshake gets the message as text and its
 * connection is closed.
 * <p>
 * Thread: the request's context.
 */
final class Refusal {
    private Refusal() {
    }

    static void send(HttpServerRequest request, EngineError error) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (EngineRoute.asksWebSocket(request)) {
            response.setStatusCode(400).putHeader(HttpHeaders.CONTENT_TYPE, "text/html")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end(error.message())
                    .onComplete(sent -> request.connection().close());
        } else {
            response.setStatusCode(error.httpStatus()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(error.json());
        }
    }
}
