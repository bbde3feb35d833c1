package io.quarkiverse.socketio.runtime.cluster.link;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Writes and reads texts and byte arrays in the payloads of {@link LinkMessage}s. Reading throws a {@link LinkException} or an
 * {@link IndexOutOfBoundsException} if the payload is too short.
 * <p>
 * Thread: any; stateless.
 */
final class LinkFields {
    private LinkFields() {
    }

    static void writeLongText(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    static String readLongText(ByteBuf in) {
        int length = in.readInt();
        if (length < 0) {
            throw new LinkException("text of a negative length");
        }
        return in.readSlice(length).toString(StandardCharsets.UTF_8);
    }

    static void writeText(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    static String readText(ByteBuf in) {
        int length = in.readUnsignedShort();
        return in.readSlice(length).toString(StandardCharsets.UTF_8);
    }

    static void writeBytes(byte[] bytes, ByteBuf out) {
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    static byte[] readBytes(ByteBuf in) {
        int length = in.readInt();
        if (length < 0) {
            throw new LinkException("bytes of a negative length");
        }
        return readRest(in.readSlice(length)); // checks that they are there before it makes room for them
    }

    static byte[] readRest(ByteBuf in) {
        byte[] rest = new byte[in.readableBytes()];
        in.readBytes(rest);
        return rest;
    }
}
