package io.quarkiverse.socketio.runtime.relay;

import io.vertx.core.http.HttpServerRequest;

/**
 * The target of a request: its path and query.
 * <p>
 * Thread: the event loop of the request.
 */
final class RelayedTarget {
    private static final char DELETE = 0x7f;

    private RelayedTarget() {
    }

    /**
     * Returns the request target as the client has sent it: Quarkus may have added to the URI what a proxy has removed, which
     * the owner does as well.
     */
    static String of(HttpServerRequest request) {
        String query = request.query();
        return query == null ? request.path() : request.path() + '?' + query;
    }

    /** Returns whether a target has no space or control character: these end it in HTTP/1, while HTTP/2 takes any. */
    static boolean canBeHttp1(String target) {
        return target.chars().allMatch(each -> each > ' ' && each != DELETE);
    }
}
