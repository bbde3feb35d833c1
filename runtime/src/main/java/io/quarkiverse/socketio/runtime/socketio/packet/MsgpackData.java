package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The field {@code data} of a MessagePack packet, checked and not read yet: its bytes, and where elements of an array start.
 *
 * @param kind shows the type of the data: the value itself, or an empty array or map in its place; {@code null} where there is
 *        no data
 * @param elements the start of each element of an array, and the end of the last
 * @param first the first element of an array, which is the name of an event; an empty array or map in place of one;
 *        {@code null} where there is none
 * @param decoded an estimate, in bytes, of the heap that the values take when they are read
 */
record MsgpackData(@Nullable JsonNode kind, byte[] bytes, int[] elements, @Nullable JsonNode first, long decoded) {
    static final MsgpackData NONE = new MsgpackData(null, new byte[0], new int[] { 0 }, null, 0);

    long weight() {
        return bytes.length + (long) Integer.BYTES * elements.length + decoded;
    }

    /** Reads the next value of a message. */
    static MsgpackData read(MsgpackReader reader, ByteBuf message) throws InvalidPacketException {
        int start = reader.position();
        long before = reader.decoded();
        int length = reader.arrayLength();
        if (length >= 0) {
            return array(reader, message, start, length);
        }
        JsonNode value = reader.value();
        return value == null ? NONE
                : new MsgpackData(value, ByteBufUtil.getBytes(message, start, reader.position() - start), new int[] { 0 }, null,
                        reader.decoded() - before);
    }

    private static MsgpackData array(MsgpackReader reader, ByteBuf message, int start, int length)
            throws InvalidPacketException {
        long before = reader.decoded();
        int[] elements = new int[Math.min(length, 7) + 1];
        JsonNode first = null;
        for (int i = 0; i < length; i++) {
            if (i + 1 == elements.length) { // no larger than what is there, whatever length was announced
                elements = Arrays.copyOf(elements, Math.min(length, 2 * i) + 1);
            }
            elements[i] = reader.position() - start;
            JsonNode value = reader.value();
            first = i == 0 ? value : first;
        }
        elements[length] = reader.position() - start;
        return new MsgpackData(JsonNodeFactory.instance.arrayNode(), ByteBufUtil.getBytes(message, start, elements[length]),
                elements, first, reader.decoded() - before);
    }
}
