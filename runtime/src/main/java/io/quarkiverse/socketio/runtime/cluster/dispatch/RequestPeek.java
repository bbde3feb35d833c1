package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * Finds the request line in the first bytes of a connection without consuming any, and waits for no more than this line. What
 * is not HTTP, or too long, is not rejected here: a worker responds to it as usual (400, 414), so that one parser decides.
 * <p>
 * There is one for each connection: it is passed all bytes again whenever more have come, and goes on from where it stopped. So
 * the result depends on the bytes alone, not on how they were split, and each byte is looked at once.
 * <p>
 * Thread: one at a time.
 */
final class RequestPeek {
    /** The maximum length of a request line and the empty lines before it; a longer one is handed over unread. */
    static final int MAX_LINE = 16 * 1024;

    private static final Result MORE = new MoreBytes();
    private static final Result UNREADABLE = new Unreadable();

    /** The position of the line that is read, counted from the first byte of the connection, as all positions. */
    private int start;
    /** The position up to which bytes were looked at. */
    private int next;
    private @Nullable Result decided;

    sealed interface Result {
    }

    /** The request line is not complete. */
    record MoreBytes() implements Result {
    }

    /** A request line, with the target as it is written there. */
    record RequestLine(String method, String target) implements Result {
    }

    /** The bytes are no request line of HTTP/1, or it is too long. */
    record Unreadable() implements Result {
    }

    /**
     * Looks for the request line.
     *
     * @param seen all bytes of the connection so far
     */
    Result look(ByteBuf seen) {
        if (decided == null) {
            boolean begun = next > start;
            Result result = begun ? lookForEnd(seen) : lookForStart(seen);
            decided = result == MORE ? null : result;
            return result;
        }
        return decided;
    }

    /** RFC 9112 2.2: empty lines before the request line are ignored. */
    private Result lookForStart(ByteBuf seen) {
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

    private Result lookForEnd(ByteBuf seen) {
        int end = lookForNewline(seen);
        int length = (end < 0 ? seen.readableBytes() : end) - start;
        if (length > MAX_LINE) {
            return UNREADABLE;
        }
        if (end < 0) {
            return MORE;
        }
        Result line = parse(seen.toString(seen.readerIndex() + start, length, StandardCharsets.ISO_8859_1));
        start = next;
        return line;
    }

    /**
     * Returns whether the whole head, up to its empty line, has come. Called only after the request line was found, until it
     * returns true.
     */
    boolean isHeadComplete(ByteBuf seen) {
        for (int end = lookForNewline(seen); end >= 0; end = lookForNewline(seen)) {
            if (end == start || end == start + 1 && at(start, seen) == '\r') {
                return true;
            }
            start = next;
        }
        return false;
    }

    /** Returns the position of the next newline; negative when there is none. */
    private int lookForNewline(ByteBuf seen) {
        int found = seen.indexOf(seen.readerIndex() + next, seen.writerIndex(), (byte) '\n');
        int end = found - seen.readerIndex();
        next = found < 0 ? seen.readableBytes() : end + 1;
        return found < 0 ? found : end;
    }

    private static Result parse(String line) {
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
