package io.quarkiverse.socketio.runtime.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * What has not come of a request's body.
 * <p>
 * Thread: that of the request's context.
 */
public final class RemainingBody {
    private RemainingBody() {
    }

    /**
     * Reads on, whoever wants it or nobody: a client may not read its answer before it has sent its body, and its next request
     * would wait behind it. Does nothing once the request has ended, when {@code resume} of HTTP/2 fails.
     */
    public static void read(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.resume();
        }
    }
}
