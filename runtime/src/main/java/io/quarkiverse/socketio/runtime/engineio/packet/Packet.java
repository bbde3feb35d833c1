package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.Base64;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A received packet. Its data is on the heap and need not be released.
 *
 * @param binary whether it is a binary message: then {@code type} is MESSAGE, and {@code data} the raw bytes
 */
public record Packet(PacketType type, ByteBuf data, boolean binary) {

    /** Ignores line breaks, which the official Java client writes into its base64. */
    private static final Base64.Decoder LENIENT = Base64.getMimeDecoder();

    /** Decodes the text of a packet that is not base64. */
    public static Packet decode(ByteBuf text) throws MalformedPacketException {
        PacketType type = text.isReadable() ? PacketType.of(text.getByte(text.readerIndex())) : null;
        if (type == null) {
            throw new MalformedPacketException("unknown packet type");
        }
        return new Packet(type, text.slice(text.readerIndex() + 1, text.readableBytes() - 1), false);
    }

    /** Decodes a binary message in base64. */
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

    /** Returns type and size, as in {@code MESSAGE, 12 bytes}. */
    @Override
    public String toString() {
        return type + (binary ? ", binary, " : ", ") + (data.readableBytes() + (binary ? 0 : 1)) + " bytes";
    }

    /** Returns whether the data is that ASCII word, for example {@code probe} in {@code 2probe}. */
    public boolean dataEquals(String word) {
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
