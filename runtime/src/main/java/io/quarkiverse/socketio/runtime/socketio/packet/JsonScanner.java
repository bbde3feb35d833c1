package io.quarkiverse.socketio.runtime.socketio.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Checks that bytes are JSON (RFC 8259) in valid UTF-8, and finds the elements of an array, without creating objects. A packet
 * is checked whole before it is handled; arguments are later read by Jackson, each from its own bytes. The limits are Jackson's
 * own, so that it can read all that passes here. Jackson's parser would take three times as long for this
 * ({@code ParserBenchmark.largeUnread}), and accepts malformed UTF-8.
 * <p>
 * Thread: one, for one text.
 */
final class JsonScanner {
    /** The maximum nesting of arrays and objects. */
    static final int MAX_DEPTH = 1000;
    /** The maximum length of a number. */
    static final int MAX_NUMBER = 1000;
    /** The maximum length of a field's name, in bytes. */
    static final int MAX_NAME = 50_000;

    private final byte[] json;
    private final @Nullable Placeholders placeholders;
    private int at;
    private int depth;
    private long decoded;

    JsonScanner(byte[] json) {
        this(json, 0, null);
    }

    /**
     * @param start of the JSON, which ends with the bytes
     * @param placeholders checks the fields of all objects; {@code null} if there are no attachments
     */
    JsonScanner(byte[] json, int start, @Nullable Placeholders placeholders) {
        this.json = json;
        this.at = start;
        this.placeholders = placeholders;
    }

    /** Returns the characters of an element that is a string without escapes; {@code null} if it is anything else. */
    static @Nullable String plainString(byte[] json, int start, int end) {
        if (json[start] != '"') {
            return null;
        }
        for (int i = start; i < end; i++) {
            if (json[i] == '\\') {
                return null;
            }
        }
        return new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
    }

    /** Returns about the bytes of the heap that what was scanned takes when it is read. */
    long decoded() {
        return decoded;
    }

    /** Checks that all bytes from the start on are one value, and returns its start and end. */
    int[] value() throws InvalidPacketException {
        int[] range = { skipSpace(), 0 };
        skipValue();
        range[1] = at;
        end();
        return range;
    }

    /** Checks that all bytes from the start on are an array, and returns the start and end of each element in one array. */
    int[] elements() throws InvalidPacketException {
        int[] ranges = new int[6];
        int count = 0;
        skipSpace();
        expect('[');
        depth++;
        if (skipSpace() < json.length && json[at] == ']') {
            at++;
        } else {
            do {
                if (count == ranges.length) {
                    ranges = Arrays.copyOf(ranges, 2 * count);
                }
                ranges[count++] = skipSpace();
                skipValue();
                ranges[count++] = at;
            } while (another(']'));
        }
        end();
        return Arrays.copyOf(ranges, count);
    }

    private void end() throws InvalidPacketException {
        if (skipSpace() < json.length) {
            throw invalid();
        }
    }

    private static InvalidPacketException invalid() {
        return new InvalidPacketException("invalid payload");
    }

    private int skipSpace() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at;
    }

    private byte next() throws InvalidPacketException {
        if (at == json.length) {
            throw invalid();
        }
        return json[at++];
    }

    private void expect(char expected) throws InvalidPacketException {
        if (next() != expected) {
            throw invalid();
        }
    }

    /** Returns whether a comma follows an element, and not the end. */
    private boolean another(char end) throws InvalidPacketException {
        skipSpace();
        byte c = next();
        if (c != ',' && c != end) {
            throw invalid();
        }
        return c == ',';
    }

    /** Recurses as deep as values are nested. */
    private void skipValue() throws InvalidPacketException {
        byte first = next();
        decoded += HeapEstimates.VALUE;
        switch (first) {
            case '"' -> {
                decoded += HeapEstimates.TEXT;
                skipString();
            }
            case '{' -> skipObject();
            case '[' -> skipArray();
            case 't' -> skipWord("rue");
            case 'f' -> skipWord("alse");
            case 'n' -> skipWord("ull");
            default -> skipNumber(first);
        }
    }

    private void skipWord(String rest) throws InvalidPacketException {
        for (int i = 0; i < rest.length(); i++) {
            expect(rest.charAt(i));
        }
    }

    private void deeper() throws InvalidPacketException {
        if (++depth > MAX_DEPTH) {
            throw invalid();
        }
    }

    private void skipArray() throws InvalidPacketException {
        deeper();
        decoded += HeapEstimates.ARRAY;
        if (skipSpace() < json.length && json[at] == ']') {
            at++;
        } else {
            do {
                skipSpace();
                skipValue();
            } while (another(']'));
        }
        depth--;
    }

    private void skipObject() throws InvalidPacketException {
        deeper();
        decoded += HeapEstimates.OBJECT;
        Placeholders.Candidate candidate = null;
        if (skipSpace() < json.length && json[at] == '}') {
            at++;
        } else {
            do {
                skipSpace();
                int name = at + 1;
                int value = skipName();
                skipValue();
                if (placeholders != null) {
                    candidate = placeholders.field(json, name, value, at, candidate);
                }
            } while (another('}'));
        }
        if (placeholders != null && candidate != null) {
            placeholders.end(candidate);
        }
        depth--;
    }

    /** Skips the name of a field and the colon, and returns the start of its value. */
    private int skipName() throws InvalidPacketException {
        expect('"');
        int start = at;
        skipString();
        if (at - start > MAX_NAME) {
            throw invalid();
        }
        decoded += HeapEstimates.ENTRY;
        skipSpace();
        expect(':');
        return skipSpace();
    }

    private void skipNumber(byte first) throws InvalidPacketException {
        int start = at - 1;
        byte digit = first == '-' ? next() : first;
        if (digit < '0' || digit > '9') {
            throw invalid();
        }
        if (digit != '0') {
            skipDigits();
        }
        if (at < json.length && json[at] == '.') {
            at++;
            expectDigits();
        }
        if (at < json.length && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (at < json.length && (json[at] == '+' || json[at] == '-')) {
                at++;
            }
            expectDigits();
        }
        if (at - start > MAX_NUMBER) {
            throw invalid();
        }
    }

    private void expectDigits() throws InvalidPacketException {
        int start = at;
        skipDigits();
        if (at == start) {
            throw invalid();
        }
    }

    private void skipDigits() {
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
    }

    /** Skips a string after its opening quote. Most bytes of a packet are read here. */
    private void skipString() throws InvalidPacketException {
        byte[] bytes = json;
        int i = at;
        while (i < bytes.length) {
            byte c = bytes[i++];
            if (c == '"') {
                at = i;
                return;
            } else if (c < ' ' || c == '\\') {
                at = i;
                skipSpecial(c);
                i = at;
            }
        }
        throw invalid();
    }

    private void skipSpecial(byte c) throws InvalidPacketException {
        if (c == '\\') {
            skipEscape();
        } else if (c < 0) {
            skipUtf8(c);
        } else {
            throw invalid();
        }
    }

    private void skipEscape() throws InvalidPacketException {
        switch (next()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
            }
            case 'u' -> {
                for (int i = 0; i < 4; i++) {
                    if (Character.digit(next(), 16) < 0) {
                        throw invalid();
                    }
                }
            }
            default -> throw invalid();
        }
    }

    /** Skips the rest of a character of several bytes; refuses overlong forms, surrogates, and values beyond Unicode. */
    private void skipUtf8(int lead) throws InvalidPacketException {
        int first = lead & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            continuation(0x80, 0xbf);
        } else if (first >= 0xe0 && first <= 0xef) {
            continuation(first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
            continuation(0x80, 0xbf);
        } else if (first >= 0xf0 && first <= 0xf4) {
            continuation(first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
            continuation(0x80, 0xbf);
            continuation(0x80, 0xbf);
        } else {
            throw invalid();
        }
    }

    private void continuation(int from, int to) throws InvalidPacketException {
        int c = next() & 0xff;
        if (c < from || c > to) {
            throw invalid();
        }
    }
}
