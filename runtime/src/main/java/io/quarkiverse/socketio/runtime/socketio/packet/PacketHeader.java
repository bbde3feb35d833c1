package io.quarkiverse.socketio.runtime.socketio.packet;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The part of a packet before its payload. {@link #read} parses the text encoding in one pass, with a maximum length for each
 * part, so that a header that does not end costs nothing.
 */
record PacketHeader(SocketPacketType type, int attachments, String namespace, long ackId) {
    static final long MAX_SAFE_INTEGER = (1L << 53) - 1;
    static final int MAX_NAMESPACE = 1024;

    /** Reads the header and leaves the buffer at the payload. */
    static PacketHeader read(ByteBuf text, int maxAttachments) throws InvalidPacketException {
        if (!text.isReadable()) {
            throw new InvalidPacketException("empty packet");
        }
        SocketPacketType type = SocketPacketType.of((char) text.readByte());
        int attachments = type.isBinary() ? readAttachments(text, maxAttachments) : 0;
        String namespace = peek(text) == '/' ? readNamespace(text) : "/";
        return new PacketHeader(type, attachments, namespace, readAckId(text));
    }

    private static int peek(ByteBuf text) {
        return text.isReadable() ? text.getByte(text.readerIndex()) : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int readAttachments(ByteBuf text, int max) throws InvalidPacketException {
        int count = 0;
        if (!isDigit(peek(text))) {
            throw new InvalidPacketException("illegal attachments");
        }
        while (isDigit(peek(text))) {
            count = count * 10 + text.readByte() - '0';
            if (count > max) {
                throw new InvalidPacketException("too many attachments");
            }
        }
        if (peek(text) != '-') {
            throw new InvalidPacketException("illegal attachments");
        }
        text.skipBytes(1);
        return count;
    }

    private static String readNamespace(ByteBuf text) throws InvalidPacketException {
        int start = text.readerIndex();
        int limit = Math.min(text.writerIndex(), start + MAX_NAMESPACE);
        int comma = text.indexOf(start, limit, (byte) ',');
        if (comma < 0 && limit < text.writerIndex()) {
            throw new InvalidPacketException("namespace too long");
        }
        int end = comma < 0 ? limit : comma;
        if (!ByteBufUtil.isText(text, start, end - start, StandardCharsets.UTF_8)) {
            throw new InvalidPacketException("namespace is not UTF-8");
        }
        String namespace = text.toString(start, end - start, StandardCharsets.UTF_8);
        text.readerIndex(comma < 0 ? end : end + 1);
        return namespace;
    }

    private static long readAckId(ByteBuf text) throws InvalidPacketException {
        if (!isDigit(peek(text))) {
            return IncomingPacket.NO_ACK;
        }
        long id = 0;
        while (isDigit(peek(text))) {
            id = id * 10 + text.readByte() - '0';
            if (id > MAX_SAFE_INTEGER) {
                throw new InvalidPacketException("acknowledgement id too large");
            }
        }
        return id;
    }
}
