package io.quarkiverse.socketio.runtime.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Reads what a {@link FieldWriter} wrote, perhaps in a later build, which may have written more than this one reads. Lengths
 * and counts are compared with the bytes that are there before anything is allocated. Input that is cut short, or has an
 * invalid length, fails with an {@link IllegalArgumentException}; the reader is unusable then.
 * <p>
 * Thread: one.
 */
public final class FieldReader {
    private final byte[] bytes;
    private int position;
    private int end;
    private int skipped;

    public FieldReader(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    /** Skips bytes, and returns where they start. */
    private int take(int length) {
        if (length < 0 || length > end - position) {
            throw new IllegalArgumentException("length " + length + " of " + (end - position) + " bytes");
        }
        int start = position;
        position += length;
        return start;
    }

    public int int8() {
        return bytes[take(1)] & 0xff;
    }

    public int int16() {
        return int8() << 8 | int8();
    }

    public int int32() {
        int at = take(4);
        return (bytes[at] & 0xff) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    public long int64() {
        return (long) int32() << 32 | int32() & 0xffff_ffffL;
    }

    public boolean bool() {
        return int8() != 0;
    }

    public byte[] bytes() {
        int length = int32();
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    public String string() {
        return string(int32());
    }

    /** Reads a string without its length before it. */
    public String string(int length) {
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    /** Reads the number of values that follow, each of which has at least its length. */
    private int count() {
        int count = int32();
        if (count < 0 || count > (end - position) / 4) {
            throw new IllegalArgumentException("count " + count + " in " + (end - position) + " bytes");
        }
        return count;
    }

    public Set<String> strings() {
        int count = count();
        Set<String> strings = new HashSet<>();
        for (int i = 0; i < count; i++) {
            strings.add(string());
        }
        return strings;
    }

    public <T> @Nullable T optional(Function<FieldReader, T> reader) {
        return bool() ? reader.apply(this) : null;
    }

    public <T> List<T> list(Function<FieldReader, T> reader) {
        int count = count();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(nested(reader));
        }
        return values;
    }

    private <T> T nested(Function<FieldReader, T> reader) {
        int length = int32();
        int outerEnd = end;
        end = take(length) + length;
        position = end - length;
        T value = reader.apply(this);
        skipRest();
        end = outerEnd;
        return value;
    }

    public EncodedPacket packet() {
        byte[] text = bytes();
        int count = count();
        List<byte[]> attachments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            attachments.add(bytes());
        }
        return new EncodedPacket(text, attachments);
    }

    public BroadcastOptions options() {
        return nested(in -> {
            Set<String> rooms = in.strings();
            Set<String> except = in.strings();
            int flags = in.int8();
            return new BroadcastOptions(rooms, except,
                    new BroadcastFlags(false, (flags & FieldWriter.MAY_DROP) != 0, (flags & FieldWriter.COMPRESS) != 0),
                    (flags & FieldWriter.BY_ID) != 0);
        });
    }

    private void skipRest() {
        skipped += end - position;
        position = end;
    }

    /** Skips the rest, and returns how many bytes were skipped in all. */
    public int finish() {
        skipRest();
        return skipped;
    }
}
