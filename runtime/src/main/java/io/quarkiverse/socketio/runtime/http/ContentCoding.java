package io.quarkiverse.socketio.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * A compression of response bodies ({@code Content-Encoding}).
 * <p>
 * Thread: any.
 */
enum ContentCoding {
    GZIP,
    DEFLATE;

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
        if (accepted == null) {
            return null;
        }
        double gzip = weight(accepted, "gzip");
        double deflate = weight(accepted, "deflate");
        if (gzip <= 0 && deflate <= 0) {
            return null;
        }
        return gzip >= deflate ? GZIP : DEFLATE;
    }

    private static double weight(String accepted, String coding) {
        double any = 0;
        for (String item : accepted.split(",")) {
            int semicolon = item.indexOf(';');
            String name = (semicolon < 0 ? item : item.substring(0, semicolon)).trim();
            double weight = semicolon < 0 ? 1 : parse(item.substring(semicolon + 1).trim());
            if (name.equalsIgnoreCase(coding)) {
                return weight;
            }
            if (name.equals("*")) {
                any = weight;
            }
        }
        return any;
    }

    /** Returns the weight, or 0 if it is malformed. */
    private static double parse(String parameter) {
        try {
            return parameter.startsWith("q=") || parameter.startsWith("Q=") ? Double.parseDouble(parameter.substring(2)) : 1;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
