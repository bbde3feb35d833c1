package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Which answers of long-polling are compressed, and which messages.
 * <p>
 * Thread: any.
 *
 * @param enabled whether any is
 * @param threshold bytes from which it is worth it
 * @param messages of WebSockets, or {@code null} if none is compressed
 */
public record PayloadCompression(boolean enabled, int threshold, @Nullable MessageDeflate messages) {

    /** {@code null} where the answer goes as it is. */
    @Nullable
    ContentCoding of(HttpServerRequest request, int bytes) {
        return enabled && bytes >= threshold ? ContentCoding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING)) : null;
    }
}
