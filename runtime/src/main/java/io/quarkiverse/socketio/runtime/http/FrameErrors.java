package io.quarkiverse.socketio.runtime.http;

import java.util.OptionalInt;

import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;

/** Maps the exceptions of Netty's WebSocket decoders to close codes. Thread: any. */
final class FrameErrors {
    private static final int INVALID_PAYLOAD = 1007;
    private static final int MESSAGE_TOO_BIG = 1009;

    private FrameErrors() {
    }

    /** Returns the close code (RFC 6455, 7.4), or empty for other failures, such as a lost connection. */
    static OptionalInt closeCode(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            return OptionalInt.of(broken.closeStatus().code());
        }
        return failure instanceof DecompressionException
                ? OptionalInt.of(isTooLarge(failure) ? MESSAGE_TOO_BIG : INVALID_PAYLOAD)
                : OptionalInt.empty();
    }

    /** Netty throws the same exception for corrupt and for too large data. */
    private static boolean isTooLarge(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith("Decompression buffer has reached maximum size");
    }
}
