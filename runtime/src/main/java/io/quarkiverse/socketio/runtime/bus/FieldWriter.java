package io.quarkiverse.socketio.runtime.bus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Writes the fields of a {@link ClusterMessage}, for a {@link FieldReader}: numbers with the highest byte first, strings in
 * UTF-8. Strings, byte arrays and values of several fields have their length before them, in 4 bytes.
 * <p>
 * Thread: one.
 */
public final class FieldWriter {
    static final int MAY_DROP = 1;
    static final int COMPRESS = 2;
    static final int BY_ID = 4;

    private byte[] bytes = new byte[256];
    private int size;

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }

    public FieldWriter int8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public FieldWriter int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    public FieldWriter int32(int value) {
        reserve(4);
        set(size, value);
        size += 4;
        return this;
    }

    private void set(int position, int value) {
        bytes[position] = (byte) (value >>> 24);
        bytes[position + 1] = (byte) (value >>> 16);
        bytes[position + 2] = (byte) (value >>> 8);
        bytes[position + 3] = (byte) value;
    }

    public FieldWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    public FieldWriter bool(boolean value) {
        return int8(value ? 1 : 0);
    }

    public FieldWriter bytes(byte[] value) {
        return int32(value.length).raw(value);
    }

    /** Writes bytes without their length. */
    public FieldWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    public FieldWriter string(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public FieldWriter strings(Collection<String> values) {
        int32(values.size());
        values.forEach(this::string);
        return this;
    }

    /** Writes a value or its absence. */
    public <T> FieldWriter optional(@Nullable T value, BiConsumer<FieldWriter, T> writer) {
        bool(value != null);
        if (value != null) {
            writer.accept(this, value);
        }
        return this;
    }

    /** Writes values, each with its length, so that a reader skips fields that later builds add to them. */
    public <T> FieldWriter list(Collection<? extends T> values, BiConsumer<FieldWriter, T> writer) {
        int32(values.size());
        values.forEach(value -> nested(value, writer));
        return this;
    }

    private <T> void nested(T value, BiConsumer<FieldWriter, T> writer) {
        int start = size;
        int32(0);
        writer.accept(this, value);
        set(start, size - start - 4);
    }

    public FieldWriter packet(EncodedPacket packet) {
        bytes(packet.text()).int32(packet.attachments().size());
        packet.attachments().forEach(this::bytes);
        return this;
    }

    /** Writes the options of a broadcast, which is never a local one. */
    public FieldWriter options(BroadcastOptions options) {
        nested(options, (out, value) -> out.strings(value.rooms()).strings(value.except())
                .int8((value.flags().mayDrop() ? MAY_DROP : 0) | (value.flags().compress() ? COMPRESS : 0)
                        | (value.byId() ? BY_ID : 0)));
        return this;
    }

    /** Returns all that was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
