package io.quarkiverse.socketio.runtime.socketio.packet;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.netty.buffer.Unpooled;

/**
 * The arguments in a MessagePack array that was checked.
 * <p>
 * Thread: any; immutable.
 */
final class MsgpackArguments extends TreeArguments {
    private final byte[] data;
    private final int[] elements;
    private final int first;

    /**
     * @param elements the start of each element of the array, and the end of the last; the arguments are those from
     *        {@code first} on
     */
    MsgpackArguments(byte[] data, int[] elements, int first, ArgumentReaders readers) {
        super(elements.length - 1 - first, readers);
        this.data = data;
        this.elements = elements;
        this.first = first;
    }

    @Override
    @Nullable
    JsonNode tree(int index) {
        return read(data, elements[first + index], elements[first + index + 1]);
    }

    /** Reads a value that was checked; {@code null} where it is {@code undefined}. */
    static @Nullable JsonNode read(byte[] data, int start, int end) {
        try {
            return MsgpackReader.read(Unpooled.wrappedBuffer(data, start, end - start));
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] what was checked cannot be read", e);
        }
    }
}
