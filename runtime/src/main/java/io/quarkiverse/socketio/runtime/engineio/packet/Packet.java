package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.Base64;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A packet that came in. Its data lies on the heap and belongs to whoever has the packet; there is nothing to release.
 *
 * @param binary a binary message: {@code type} is MESSAGE then, and {@code data} the raw bytes
 */
public record Packet(PacketType type, ByteBuf data, boolean binary) {

    /** The official Java client breaks its base64 into lines. */
    private static final Base64.Decoder LENIENT = Base64.getMimeDecoder();

    /** Decodes the text of one packet that is not base64. */
    public static Packet decode(ByteBuf text) throws MalformedPacketException {
        PacketType type = text.isReadable() ? PacketType.of(text.getByte(text.readerIndex())) : null;
        if (type == null) {
            throw new MalformedPacketException("unknown packet type");
        }
        return new Packet(type, text.slice(text.readerIndex() + 1, text.readableBytes() - 1), false);
    }

    /** A binary message that came as base64. */
    static Packet base64Message(ByteBuf base64) throws MalformedPacketException {
        byte[] text = new byte[base64.readableBytes()];
        base64.getBytes(base64.readerIndex(), text);
        try {
            return binaryMessage(Unpooled.wrappedBuffer(LENIENT.decode(text)));
        } catch (IllegalArgumentException e) {
            throw new MalformedPacketException("bad base64");
        }
    }

    public static Packet binaryMessage(ByteBuf data) {
        return new Packet(PacketType.MESSAGE, data, true);
    }

    /** Whether the data is that word, as {@code probe} in {@code 2probe}. */
    public boolean says(String word) {
        if (data.readableBytes() != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (data.getByte(data.readerIndex() + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
