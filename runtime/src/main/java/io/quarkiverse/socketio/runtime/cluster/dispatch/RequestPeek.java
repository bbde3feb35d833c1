package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * Looks at the first bytes of a connection without taking any. Only the request line is of interest, so that is all it waits
 * for; what is no HTTP, or too long, is not judged here: a worker answers it as it always would (400, 414), one parser decides.
 * <p>
 * One for each connection: it is shown all bytes again whenever more have come, and goes on from where it stopped. So what it
 * says depends on the bytes alone, not on how they were split, and costs as much as they are long.
 * <p>
 * Thread: one at a time.
 */
final class RequestPeek {
    /** A longer request line, or more empty lines before it, is handed on unread. */
    static final int MAX_LINE = 16 * 1024;

    private static final Sight MORE = new MoreBytes();
    private static final Sight UNREADABLE = new Unreadable();

    /** Of the line that is read; as all positions, counted from the first byte. */
    private int start;
    /** What is before it was looked at. */
    private int next;
    private @Nullable Sight decided;

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

    /** @param seen all bytes since the connection's first */
    Sight look(ByteBuf seen) {
        if (decided == null) {
            boolean begun = next > start;
            Sight sight = begun ? lookForEnd(seen) : lookForStart(seen);
            decided = sight == MORE ? null : sight;
            return sight;
        }
        return decided;
    }

    /** RFC 9112 2.2: empty lines before the request line are ignored. */
    private Sight lookForStart(ByteBuf seen) {
        int length = seen.readableBytes();
        while (start < length && start <= MAX_LINE && isNewline(at(start, seen))) {
            start++;
        }
        next = start;
        if (start > MAX_LINE) {
            return UNREADABLE;
        }
        if (start == length) {
            return MORE;
        }
        return isUpperCase(at(start, seen)) ? lookForEnd(seen) : UNREADABLE;
    }

    private Sight lookForEnd(ByteBuf seen) {
        int end = lookForNewline(seen);
        int length = (end < 0 ? seen.readableBytes() : end) - start;
        if (length > MAX_LINE) {
            return UNREADABLE;
        }
        if (end < 0) {
            return MORE;
        }
        Sight line = parse(seen.toString(seen.readerIndex() + start, length, StandardCharsets.ISO_8859_1));
        start = next;
        return line;
    }

    /** Whether the whole head, up to its empty line, has come. Asked once there is a request line, and until it has. */
    boolean isHeadComplete(ByteBuf seen) {
        for (int end = lookForNewline(seen); end >= 0; end = lookForNewline(seen)) {
            if (end == start || end == start + 1 && at(start, seen) == '\r') {
                return true;
            }
            start = next;
        }
        return false;
    }

    /** Negative when none has come. */
    private int lookForNewline(ByteBuf seen) {
        int found = seen.indexOf(seen.readerIndex() + next, seen.writerIndex(), (byte) '\n');
        int end = found - seen.readerIndex();
        next = found < 0 ? seen.readableBytes() : end + 1;
        return found < 0 ? found : end;
    }

    private static Sight parse(String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        return first < 0 || second < 0 ? UNREADABLE
                : new RequestLine(line.substring(0, first), line.substring(first + 1, second));
    }

    private static byte at(int position, ByteBuf seen) {
        return seen.getByte(seen.readerIndex() + position);
    }

    private static boolean isNewline(byte letter) {
        return letter == '\r' || letter == '\n';
    }

    private static boolean isUpperCase(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }
}
