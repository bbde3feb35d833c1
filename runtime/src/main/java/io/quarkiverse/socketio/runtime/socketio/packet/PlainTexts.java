package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectWriter;

/**
 * Writes arrays of plain strings as JSON: those of printable ASCII characters without quotation marks and backslashes, which
 * are the same in JSON, so that they need no generator of Jackson.
 * <p>
 * Thread: any; stateless.
 */
final class PlainTexts {
    /** The maximum length of an array; what Jackson allocates besides does not count for longer ones. */
    private static final int MAX_LENGTH = 64 * 1024;
    private static final byte[] NO_HEADER = {};

    private PlainTexts() {
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }

    /** Returns whether Jackson writes all plain characters as they are, too: its factory may have escapes or quotes of its own. */
    static boolean areWrittenBy(ObjectWriter writer) {
        StringBuilder all = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            if (isPlain(c)) {
                all.append(c);
            }
        }
        String text = all.toString();
        try {
            return Arrays.equals(array(NO_HEADER, null, text, text), writer.writeValueAsBytes(new String[] { text, text }));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns the header, followed by an array of the name of the event, if it has one, and the arguments; {@code null} if there
     * are none, if any is not a plain string, or if they are long.
     */
    static byte @Nullable [] array(byte[] header, @Nullable String event, @Nullable Object... args) {
        long length = header.length + 1L + (event == null ? 0 : elementLength(event));
        for (Object arg : args) {
            length += arg instanceof String text ? elementLength(text) : MAX_LENGTH;
        }
        if (length > MAX_LENGTH || event == null && args.length == 0) {
            return null;
        }
        byte[] array = Arrays.copyOf(header, (int) length);
        int at = header.length;
        array[at++] = '[';
        if (event != null) {
            at = writeElement(event, array, at);
        }
        for (int i = 0; i < args.length && at >= 0; i++) {
            at = writeElement((String) args[i], array, at);
        }
        if (at < 0) {
            return null;
        }
        array[at - 1] = ']'; // in place of the last comma
        return array;
    }

    /** Returns the length of a string with its quotation marks and a comma. */
    private static int elementLength(String text) {
        return text.length() + 3;
    }

    /** Returns the index after the comma, or -1 if the string is not plain. */
    private static int writeElement(String text, byte[] array, int start) {
        int at = start;
        array[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                return -1;
            }
            array[at++] = (byte) c;
        }
        array[at++] = '"';
        array[at++] = ',';
        return at;
    }
}
