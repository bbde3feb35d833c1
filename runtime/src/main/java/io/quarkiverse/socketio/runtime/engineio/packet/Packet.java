package io.quarkiverse.socketio.runtime.engineio.packet;

import io.netty.buffer.ByteBuf;

/**
 * A packet that came in. Its data lies on the heap and belongs to whoever has the packet; there is nothing to release.
 *
 * @param binary a binary message: {@code type} is MESSAGE then, and {@code data} the raw bytes
 */
public record Packet(PacketType type, ByteBuf data, boolean binary) {

    /** Decodes the text of one packet, as it stands in a WebSocket text frame or between two separators of a payload. */
    public static Packet decode(ByteBuf text) throws MalformedPacketException {
        PacketType type = text.isReadable() ? PacketType.of(text.getByte(text.readerIndex())) : null;
        if (type == null) {
            throw new MalformedPacketException("unknown packet type");
        }
        return new Packet(type, text.slice(text.readerIndex() + 1, text.readableBytes() - 1), false);
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
