package io.quarkiverse.socketio.runtime.engineio.packet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Reads and writes payloads of JSONP: polling of revision 3 for browsers without cross-origin requests. A response is a script
 * that calls a function with the payload as a string, a request is a form with the payload in its field {@code d}.
 * <p>
 * An instance writes responses for one callback, which a client names in each request.
 * <p>
 * Thread: any; immutable.
 */
final class Jsonp {
    private static final String FIELD = "d=";
    private static final String HEX = "0123456789abcdef";
    /** U+2028 and U+2029, which end a line in older JavaScript: E2 80 A8 and E2 80 A9 in UTF-8. */
    private static final int SEPARATOR_LEAD = 0xe280a8 >> 1;

    private final String head;

    /** @param callback the number of the function, chosen by the client; only its digits are sent back */
    Jsonp(String callback) {
        StringBuilder digits = new StringBuilder();
        callback.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
        this.head = "___eio[" + digits + "](\"";
    }

    /** Returns a script with this payload, which is released. */
    ByteBuf wrap(ByteBuf payload) {
        ByteBuf script = ByteBufAllocator.DEFAULT.buffer(head.length() + payload.readableBytes() * 5 / 4 + 3);
        script.writeCharSequence(head, StandardCharsets.US_ASCII);
        while (payload.isReadable()) {
            if (payload.readableBytes() >= 3 && payload.getUnsignedMedium(payload.readerIndex()) >> 1 == SEPARATOR_LEAD) {
                writeEscape(script, 0x2028 | payload.readUnsignedMedium() & 1);
            } else {
                writeByte(script, payload.readByte());
            }
        }
        script.writeCharSequence("\");", StandardCharsets.US_ASCII);
        payload.release();
        return script;
    }

    private static void writeByte(ByteBuf script, byte next) {
        switch (next) {
            case '"', '\\' -> script.writeByte('\\').writeByte(next);
            case '\n' -> script.writeByte('\\').writeByte('n');
            default -> {
                if (next >= 0 && next < ' ') {
                    writeEscape(script, next);
                } else {
                    script.writeByte(next);
                }
            }
        }
    }

    private static void writeEscape(ByteBuf script, int character) {
        script.writeByte('\\').writeByte('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            script.writeByte(HEX.charAt(character >> shift & 0xf));
        }
    }

    /** Returns the payload in a form. */
    static ByteBuf unwrap(ByteBuf form) throws MalformedPacketException {
        String field = field(form.toString(StandardCharsets.UTF_8));
        if (field == null) {
            throw new MalformedPacketException("a form without the payload");
        }
        try {
            return Unpooled.copiedBuffer(unescape(URLDecoder.decode(field, StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedPacketException("a form that is not well encoded");
        }
    }

    private static @Nullable String field(String form) {
        for (int start = 0; start < form.length();) {
            int end = form.indexOf('&', start);
            end = end < 0 ? form.length() : end;
            if (form.startsWith(FIELD, start)) {
                return form.substring(start + FIELD.length(), end);
            }
            start = end + 1;
        }
        return null;
    }

    /**
     * Undoes the escapes of clients: browsers change line feeds in forms, so clients write one as backslash and n, and these
     * two characters, if they are in the payload, with a second backslash.
     */
    private static String unescape(String payload) {
        if (payload.indexOf('\\') < 0) {
            return payload;
        }
        StringBuilder plain = new StringBuilder(payload.length());
        for (int i = 0; i < payload.length(); i++) {
            if (payload.startsWith("\\\\n", i)) {
                plain.append("\\n");
                i += 2;
            } else if (payload.startsWith("\\n", i)) {
                plain.append('\n');
                i++;
            } else {
                plain.append(payload.charAt(i));
            }
        }
        return plain.toString();
    }
}
