package io.quarkiverse.socketio.runtime.http;

import java.util.HashMap;
import java.util.Map;

import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * An error response of Engine.IO: JSON for HTTP requests; for a WebSocket handshake the message as text, after which the
 * connection is closed.
 * <p>
 * Thread: immutable; {@link #send} on the request's context.
 *
 * @param context details for listeners, with the names of Node's server
 */
record ErrorResponse(EngineError error, String message, Map<String, String> context) {
    /** Lower statuses become 400 in the response to a WebSocket handshake, as in Node's server. */
    private static final int LOWEST_KEPT_ON_UPGRADE = 429;

    /** Returns the response to a request that {@code EngineServer} refused. */
    static ErrorResponse of(EngineError error, EngineRequest request) {
        return new ErrorResponse(error, error.message(), contextOf(error, request));
    }

    /** @param name of the reason, for listeners */
    static ErrorResponse of(EngineError error, String name) {
        return new ErrorResponse(error, error.message(), Map.of("name", name));
    }

    ErrorResponse withMessage(String text) {
        Map<String, String> more = new HashMap<>(context);
        more.put("message", text);
        return new ErrorResponse(error, text, more);
    }

    private static Map<String, String> contextOf(EngineError error, EngineRequest request) {
        String sid = request.sid();
        return switch (error) {
            case TRANSPORT_UNKNOWN -> Map.of("transport", request.transport());
            case SESSION_ID_UNKNOWN -> sid == null ? Map.of() : Map.of("sid", sid);
            case BAD_HANDSHAKE_METHOD -> Map.of("method", request.method());
            case UNSUPPORTED_PROTOCOL_VERSION -> Map.of("protocol", request.query().getOrDefault("EIO", "3"));
            case BAD_REQUEST -> sid == null ? Map.of("name", "TRANSPORT_HANDSHAKE_ERROR")
                    : Map.of("name", "TRANSPORT_MISMATCH", "transport", request.transport());
            case FORBIDDEN -> Map.of();
            case CLOSED -> Map.of("name", "CLOSED");
            case AT_CAPACITY, TOO_MANY_FROM_ADDRESS, TOO_MANY_HANDSHAKES, SHORT_OF_MEMORY -> Map.of("name", "LIMIT");
        };
    }

    static void send(HttpServerRequest request, EngineError error) {
        new ErrorResponse(error, error.message(), Map.of()).send(request);
    }

    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (error.retryAfterSeconds() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(error.retryAfterSeconds()));
        }
        if (VertxHandshakeRequest.asksWebSocket(request)) {
            response.setStatusCode(error.httpStatus() < LOWEST_KEPT_ON_UPGRADE ? 400 : error.httpStatus())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end(message)
                    .onComplete(sent -> request.connection().close());
        } else {
            response.setStatusCode(error.httpStatus()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject().put("code", error.code()).put("message", message).encode());
        }
    }
}
