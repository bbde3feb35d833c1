package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Looks at the first bytes of a connection without taking any. Only the request line is of interest, so that is all it waits
 * for;
 * what is no HTTP, or too long, is not judged here: a worker answers it as it always would (400, 414), one parser decides.
 * <p>
 * Thread: any; stateless.
 */
final class RequestPeek {
    /** A longer request line is handed on unread. */
    static final int MAX_LINE = 16 * 1024;

    private RequestPeek() {
    }

    sealed interface Sight {
    }

    /** The request line is not complete. */
    record MoreBytes() implements Sight {
    }

    /** A request line; the target as it stands there. */
    record RequestLine(String method, String target) implements Sight {
    }

    /** No request line of HTTP/1, or an endless one. */
    record Unreadable() implements Sight {
    }

    static Sight look(ByteBuf seen) {
        int start = firstOfLine(seen);
        if (start == seen.writerIndex()) {
            return seen.readableBytes() > MAX_LINE ? new Unreadable() : new MoreBytes();
        }
        if (!isUpperCase(seen.getByte(start))) {
            return new Unreadable();
        }
        int end = seen.indexOf(start, seen.writerIndex(), (byte) '\n');
        if (end < 0) {
            return seen.writerIndex() - start > MAX_LINE ? new Unreadable() : new MoreBytes();
        }
        return parse(seen.toString(start, end - start, StandardCharsets.ISO_8859_1));
    }

    /** Whether the whole head, up to its empty line, has come. */
    static boolean isHeadComplete(ByteBuf seen) {
        int newline = seen.indexOf(firstOfLine(seen), seen.writerIndex(), (byte) '\n');
        while (newline >= 0) {
            int next = newline + 1;
            if (next < seen.writerIndex() && seen.getByte(next) == '\r') {
                next++;
            }
            if (next < seen.writerIndex() && seen.getByte(next) == '\n') {
                return true;
            }
            newline = seen.indexOf(newline + 1, seen.writerIndex(), (byte) '\n');
        }
        return false;
    }

    private static Sight parse(String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        return first < 0 || second < 0 ? new Unreadable()
                : new RequestLine(line.substring(0, first), line.substring(first + 1, second));
    }

    /** RFC 9112 2.2: empty lines before the request line are ignored. */
    private static int firstOfLine(ByteBuf seen) {
        int index = seen.readerIndex();
        while (index < seen.writerIndex() && (seen.getByte(index) == '\r' || seen.getByte(index) == '\n')) {
            index++;
        }
        return index;
    }

    private static boolean isUpperCase(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }
}
