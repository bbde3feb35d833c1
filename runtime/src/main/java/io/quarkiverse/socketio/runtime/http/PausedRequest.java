package io.quarkiverse.socketio.runtime.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * Resumes reading the body of a request that was paused.
 * <p>
 * Thread: the request's context.
 */
public final class PausedRequest {
    private PausedRequest() {
    }

    /**
     * Resumes reading. Necessary also where the body has no handler and is discarded: the client may not read the response
     * before it has sent the body, and its next request would wait behind it. Does nothing once the request has ended, as
     * {@code resume} of HTTP/2 would fail.
     */
    public static void resume(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.resume();
        }
    }
}
