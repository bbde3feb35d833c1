package io.quarkiverse.socketio.runtime.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * Reads and discards the rest of the body of a request that is answered without it.
 * <p>
 * Thread: the request's context.
 */
public final class RemainingBody {
    private RemainingBody() {
    }

    /**
     * Resumes reading, even if nobody handles the body: a client may not read its response before it has sent its body, and its
     * next request would wait behind it. Does nothing once the request has ended, as {@code resume} of HTTP/2 would fail.
     */
    public static void read(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.resume();
        }
    }
}
