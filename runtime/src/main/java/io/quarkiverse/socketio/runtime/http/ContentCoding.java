package io.quarkiverse.socketio.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.netty.handler.codec.http.HttpContentCompressor;

/**
 * A compression of response bodies ({@code Content-Encoding}).
 * <p>
 * Thread: any.
 */
enum ContentCoding {
    GZIP,
    DEFLATE;

    private static final Negotiation NEGOTIATION = new Negotiation();

    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    byte[] encode(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2 + 64);
        try (OutputStream out = this == GZIP ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // impossible in memory
        }
        return bytes.toByteArray();
    }

    /** Returns what {@code Accept-Encoding} prefers (RFC 9110, 12.5.3), gzip among equals, or {@code null} for none. */
    static @Nullable ContentCoding of(@Nullable String accepted) {
        String token = accepted == null ? null : NEGOTIATION.determineEncoding(accepted.toLowerCase(Locale.ROOT));
        return token == null ? null : valueOf(token.toUpperCase(Locale.ROOT));
    }

    /** Netty's compressor as the reader of {@code Accept-Encoding}; it is in no pipeline, as it cannot leave out small bodies. */
    private static final class Negotiation extends HttpContentCompressor {
        Negotiation() {
            super(StandardCompressionOptions.gzip(), StandardCompressionOptions.deflate());
        }

        @Override
        protected @Nullable String determineEncoding(String accepted) {
            return super.determineEncoding(accepted);
        }
    }
}
