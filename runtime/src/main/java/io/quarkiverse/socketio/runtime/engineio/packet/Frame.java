package io.quarkiverse.socketio.runtime.engineio.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A packet to be sent, encoded once: an unmasked WebSocket frame, of which long-polling uses the part after the frame's header.
 * All
 * recipients of a broadcast share its memory.
 * <p>
 * It is reference-counted as Netty's buffers are: who creates it has one reference, each further recipient needs a
 * {@link #retain()}, and whoever is given a frame to send owns one reference and spends it, by {@link #takeWebSocketFrame()} or
 * {@link #release()}.
 * <p>
 * Thread: any; the content never changes.
 */
public final class Frame {
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int MAX_HEADER = 10;

    private static final Frame PING = constant(PacketType.PING, "");
    private static final Frame PROBE_PONG = constant(PacketType.PONG, "probe");
    private static final Frame NOOP = constant(PacketType.NOOP, "");
    private static final Frame CLOSE = constant(PacketType.CLOSE, "");

    private final ByteBuf buffer;
    private final int headerLength;
    private final boolean binary;

    private Frame(ByteBuf buffer, int headerLength, boolean binary) {
        this.buffer = buffer;
        this.headerLength = headerLength;
        this.binary = binary;
    }

    public static Frame ping() {
        return PING;
    }

    public static Frame probePong() {
        return PROBE_PONG;
    }

    public static Frame noop() {
        return NOOP;
    }

    public static Frame close() {
        return CLOSE;
    }

    public static Frame open(String json) {
        return text(PacketType.OPEN, json.getBytes(StandardCharsets.UTF_8), ByteBufAllocator.DEFAULT);
    }

    /** A text message of these UTF-8 bytes. */
    public static Frame message(byte[] utf8) {
        return text(PacketType.MESSAGE, utf8, ByteBufAllocator.DEFAULT);
    }

    public static Frame binaryMessage(byte[] data) {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER + data.length);
        int header = writeHeader(buffer, FIN_BINARY, data.length);
        buffer.writeBytes(data);
        return new Frame(buffer, header, true);
    }

    private static Frame text(PacketType type, byte[] utf8, ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.directBuffer(MAX_HEADER + 1 + utf8.length);
        int header = writeHeader(buffer, FIN_TEXT, 1 + utf8.length);
        buffer.writeByte(type.code());
        buffer.writeBytes(utf8);
        return new Frame(buffer, header, false);
    }

    private static Frame constant(PacketType type, String data) {
        Frame frame = text(type, data.getBytes(StandardCharsets.US_ASCII), Unpooled.buffer().alloc());
        return new Frame(Unpooled.unreleasableBuffer(frame.buffer), frame.headerLength, false);
    }

    /** RFC 6455, 5.2: server frames are not masked. */
    private static int writeHeader(ByteBuf buffer, int opcode, int length) {
        buffer.writeByte(opcode);
        if (length < 126) {
            buffer.writeByte(length);
        } else if (length <= 0xffff) {
            buffer.writeByte(126).writeShort(length);
        } else {
            buffer.writeByte(127).writeLong(length);
        }
        return buffer.writerIndex();
    }

    /** An upper bound of its bytes in a long-polling payload, separator included. */
    public int payloadSize() {
        int length = buffer.readableBytes() - headerLength;
        return binary ? 2 + 4 * ((length + 2) / 3) : 1 + length;
    }

    void appendTo(ByteBuf payload) {
        if (!binary) {
            payload.writeBytes(buffer, headerLength, buffer.readableBytes() - headerLength);
            return;
        }
        payload.writeByte(Payload.BINARY);
        ByteBuffer data = buffer.nioBuffer(headerLength, buffer.readableBytes() - headerLength);
        payload.writeBytes(Base64.getEncoder().encode(data));
    }

    /** The whole as a WebSocket frame to be written; the caller's reference goes with it. */
    public ByteBuf takeWebSocketFrame() {
        return buffer.duplicate();
    }

    public Frame retain() {
        buffer.retain();
        return this;
    }

    public void release() {
        buffer.release();
    }

    /** How many references there are; for tests. */
    public int refCnt() {
        return buffer.refCnt();
    }
}
