package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The compression of long-polling responses and WebSocket messages.
 * <p>
 * Thread: any.
 *
 * @param enabled whether responses are compressed
 * @param threshold the size in bytes from which a response is compressed
 * @param messages the compression of WebSocket messages, or {@code null}
 */
public record PayloadCompression(boolean enabled, int threshold, @Nullable MessageDeflate messages) {

    /** Returns the coding of a response of so many bytes, or {@code null} for none. */
    @Nullable
    ContentCoding of(HttpServerRequest request, int bytes) {
        return enabled && bytes >= threshold ? ContentCoding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING)) : null;
    }
}
