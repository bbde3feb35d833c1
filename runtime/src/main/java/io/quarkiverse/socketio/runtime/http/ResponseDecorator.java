package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * The header fields of answers to clients that are served: the cookie, what the application adds; and whether they are
 * compressed.
 * <p>
 * Thread: the context of the request.
 */
record ResponseDecorator(EngineHooks hooks, @Nullable SessionCookie cookie, PayloadCompression compression) {

    VertxPollExchange.Answers of(VertxHandshakeRequest view) {
        return new Polling(view);
    }

    private final class Polling implements VertxPollExchange.Answers {
        private final VertxHandshakeRequest view;

        Polling(VertxHandshakeRequest view) {
            this.view = view;
        }

        @Override
        public PayloadCompression compression() {
            return compression;
        }

        @Override
        public void prepare(HttpServerResponse response, @Nullable String opened) {
            if (isInternetExplorer(view.header("user-agent"))) {
                response.putHeader("X-XSS-Protection", "0"); // it takes payloads for script that somebody injected
            }
            if (opened != null && cookie != null) {
                response.headers().add(HttpHeaders.SET_COOKIE, cookie.of(opened));
            }
            hooks.tellHeaders(view, response, opened != null);
        }
    }

    void onUpgrade(VertxHandshakeRequest view, HttpServerResponse response) {
        hooks.tellHeaders(view, response, view.facts().sid() == null);
    }

    private static boolean isInternetExplorer(@Nullable String userAgent) {
        return userAgent != null && (userAgent.contains(";MSIE") || userAgent.contains("Trident/"));
    }
}
