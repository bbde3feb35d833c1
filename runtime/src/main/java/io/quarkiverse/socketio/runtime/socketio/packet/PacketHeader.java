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
    /** In bytes, with the comma behind the name. */
    static final int MAX_NAMESPACE = 1024;
    private static final byte[] NO_NAME = {};

    /** Reads the header and leaves the buffer at the payload. */
    static PacketHeader read(ByteBuf text, int maxAttachments) throws InvalidPacketException {
        if (!text.isReadable()) {
            throw new InvalidPacketException("empty packet");
        }
        SocketPacketType type = SocketPacketType.of((char) text.readByte());
        int attachments = type.isBinary() ? readAttachments(text, maxAttachments) : 0;
        String namespace = peek(text) == '/' ? readNamespace(text) : "/";
        long ackId = readNumber(text, MAX_SAFE_INTEGER, "acknowledgement id too large");
        return new PacketHeader(type, attachments, namespace, ackId);
    }

    /** Returns the text of a header. */
    static byte[] write(SocketPacketType type, int attachments, String namespace, long ackId) {
        byte[] name = namespace.equals("/") ? NO_NAME : namespace.getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[1 + (type.isBinary() ? digits(attachments) + 1 : 0) + (name.length == 0 ? 0 : name.length + 1)
                + (ackId == IncomingPacket.NO_ACK ? 0 : digits(ackId))];
        int at = 0;
        text[at++] = (byte) ('0' + type.ordinal());
        if (type.isBinary()) {
            at = writeNumber(attachments, text, at);
            text[at++] = '-';
        }
        if (name.length > 0) {
            System.arraycopy(name, 0, text, at, name.length);
            at += name.length;
            text[at++] = ',';
        }
        if (ackId != IncomingPacket.NO_ACK) {
            writeNumber(ackId, text, at);
        }
        return text;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Returns the index after the number. */
    private static int writeNumber(long number, byte[] text, int start) {
        int at = number < 10 ? start : writeNumber(number / 10, text, start);
        text[at] = (byte) ('0' + number % 10);
        return at + 1;
    }

    private static int peek(ByteBuf text) {
        return text.isReadable() ? text.getByte(text.readerIndex()) : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int readAttachments(ByteBuf text, int max) throws InvalidPacketException {
        int count = (int) readNumber(text, max, "too many attachments");
        if (count < 0 || peek(text) != '-') {
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

    /** Returns -1 if no digit follows. */
    private static long readNumber(ByteBuf text, long max, String tooLarge) throws InvalidPacketException {
        if (!isDigit(peek(text))) {
            return -1;
        }
        long number = 0;
        while (isDigit(peek(text))) {
            number = number * 10 + text.readByte() - '0';
            if (number > max) {
                throw new InvalidPacketException(tooLarge);
            }
        }
        return number;
    }
}
