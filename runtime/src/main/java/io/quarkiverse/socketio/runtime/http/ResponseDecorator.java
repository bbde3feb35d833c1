package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Adds header fields to the responses of served requests: the session cookie, and what the application's listeners add.
 * <p>
 * Thread: the context of the request.
 */
record ResponseDecorator(EngineHooks hooks, @Nullable SessionCookie cookie, PayloadCompression compression) {

    /** @param opened the id of the session that the request has opened, or {@code null} */
    void onPolling(VertxHandshakeRequest request, HttpServerResponse response, @Nullable String opened) {
        if (isInternetExplorer(request.header("user-agent"))) {
            response.putHeader("X-XSS-Protection", "0"); // its filter takes payloads for injected scripts
        }
        if (opened != null && cookie != null) {
            response.headers().add(HttpHeaders.SET_COOKIE, cookie.of(opened));
        }
        hooks.fireHeaders(request, response, opened != null);
    }

    void onUpgrade(VertxHandshakeRequest request, HttpServerResponse response) {
        hooks.fireHeaders(request, response, request.engineRequest().sid() == null);
    }

    private static boolean isInternetExplorer(@Nullable String userAgent) {
        return userAgent != null && (userAgent.contains(";MSIE") || userAgent.contains("Trident/"));
    }
}
