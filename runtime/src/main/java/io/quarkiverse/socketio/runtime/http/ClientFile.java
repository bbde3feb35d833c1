package io.quarkiverse.socketio.runtime.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;

/**
 * A file of the browser client with its compressed forms, each made at the first request for it. All responses share the same
 * buffers, so clients that do not read cost no memory.
 * <p>
 * Thread: any that may block.
 */
final class ClientFile {
    private static final int TAG_BYTES = 12;

    private final Buffer plain;
    private final String tag;
    private final Map<ContentCoding, Buffer> compressed = new ConcurrentHashMap<>();

    ClientFile(byte[] plain) {
        this.plain = Buffer.buffer(plain);
        this.tag = tag(plain);
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(hash, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    Buffer content(@Nullable ContentCoding coding) {
        return coding == null ? plain
                : compressed.computeIfAbsent(coding, key -> Buffer.buffer(key.encode(plain.getBytes())));
    }

    /** Returns a strong entity tag, so that of each form is another (RFC 9110, 8.8.3). */
    String etag(@Nullable ContentCoding coding) {
        return '"' + tag + (coding == null ? "" : "-" + coding.token()) + '"';
    }
}
