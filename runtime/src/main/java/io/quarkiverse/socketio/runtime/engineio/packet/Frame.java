package io.quarkiverse.socketio.runtime.engineio.packet;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A packet to be sent, encoded once as an unmasked WebSocket frame; long-polling uses the part after the frame's header. All
 * recipients of a broadcast share its memory.
 * <p>
 * It is reference-counted like Netty's buffers: its creator has one reference, each further recipient needs a
 * {@link #retain()}. A method that sends a frame takes over one reference, which ends with {@link #takeWebSocketFrame()} or
 * {@link #release()}.
 * <p>
 * Thread: any; the content never changes.
 */
public final class Frame {
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int MAX_HEADER = 10;

    public static final Frame PING = constant(PacketType.PING, "");
    public static final Frame PONG = constant(PacketType.PONG, "");
    public static final Frame PROBE_PONG = constant(PacketType.PONG, "probe");
    public static final Frame NOOP = constant(PacketType.NOOP, "");
    public static final Frame CLOSE = constant(PacketType.CLOSE, "");

    private final ByteBuf buffer;
    private final int headerLength;
    private final boolean binary;
    private final boolean compressible;

    private Frame(ByteBuf buffer, int headerLength, boolean binary, boolean compressible) {
        this.buffer = buffer;
        this.headerLength = headerLength;
        this.binary = binary;
        this.compressible = compressible;
    }

    public static Frame open(String json) {
        return text(PacketType.OPEN, json.getBytes(StandardCharsets.UTF_8), ByteBufAllocator.DEFAULT, true);
    }

    /** Returns a text message of these UTF-8 bytes. */
    public static Frame message(byte[] utf8) {
        return message(utf8, true);
    }

    public static Frame message(byte[] utf8, boolean compressible) {
        return text(PacketType.MESSAGE, utf8, ByteBufAllocator.DEFAULT, compressible);
    }

    public static Frame binaryMessage(byte[] data) {
        return binaryMessage(data, true);
    }

    public static Frame binaryMessage(byte[] data, boolean compressible) {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER + data.length);
        int header = writeHeader(buffer, FIN_BINARY, data.length);
        buffer.writeBytes(data);
        return new Frame(buffer, header, true, compressible);
    }

    private static Frame text(PacketType type, byte[] utf8, ByteBufAllocator allocator, boolean compressible) {
        ByteBuf buffer = allocator.directBuffer(MAX_HEADER + 1 + utf8.length);
        int header = writeHeader(buffer, FIN_TEXT, 1 + utf8.length);
        buffer.writeByte(type.code());
        buffer.writeBytes(utf8);
        return new Frame(buffer, header, false, compressible);
    }

    private static Frame constant(PacketType type, String data) {
        Frame frame = text(type, data.getBytes(StandardCharsets.US_ASCII), Unpooled.buffer().alloc(), true);
        return new Frame(Unpooled.unreleasableBuffer(frame.buffer), frame.headerLength, false, true);
    }

    /** Writes a header without a mask, as servers do (RFC 6455, 5.2), and returns its length. */
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

    /** Returns the bytes of a frame's content, without the header, which must have no mask. */
    public static int contentLength(ByteBuf frame) {
        int length = frame.getByte(frame.readerIndex() + 1);
        return frame.readableBytes() - (length < 126 ? 2 : length == 126 ? 4 : MAX_HEADER);
    }

    /** Returns whether the application permits compression. */
    public boolean isCompressible() {
        return compressible;
    }

    /** Returns an upper bound of its bytes in a long-polling payload, separator included. */
    public int payloadSize() {
        int length = buffer.readableBytes() - headerLength;
        return binary ? 2 + 4 * ((length + 2) / 3) : 1 + length;
    }

    boolean isBinary() {
        return binary;
    }

    /** Returns the bytes of its content: a text packet with its type, or the data of a binary one. */
    int length() {
        return buffer.readableBytes() - headerLength;
    }

    /** Returns whether it is a message, not a packet of the protocol itself. */
    public boolean isMessage() {
        return binary || buffer.getByte(headerLength) == PacketType.MESSAGE.code();
    }

    /** Returns the bytes of its data, without the type. */
    public int dataLength() {
        return binary ? length() : length() - 1;
    }

    /** Returns the length of a text packet, with its type, in UTF-16 code units, as JavaScript and Java count. */
    int utf16Length() {
        int units = 0;
        for (int i = headerLength; i < buffer.writerIndex(); i++) {
            int next = buffer.getByte(i) & 0xff;
            if (next < 0x80 || next >= 0xc0) { // the first byte of a character
                units += next < 0xf0 ? 1 : 2;
            }
        }
        return units;
    }

    void writeContent(ByteBuf out) {
        out.writeBytes(buffer, headerLength, length());
    }

    byte[] base64() {
        return Base64.getEncoder().encode(buffer.nioBuffer(headerLength, length())).array();
    }

    /** Returns the whole as a WebSocket frame to be written; the caller's reference becomes that of the buffer. */
    public ByteBuf takeWebSocketFrame() {
        return buffer.duplicate();
    }

    /**
     * Returns a binary packet with its type before its data, as in revision 3. Header and type are new, the data is shared; the
     * caller's reference becomes that of the buffer.
     */
    ByteBuf takeTypedFrame() {
        ByteBuf head = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER + 1);
        writeHeader(head, FIN_BINARY, 1 + length());
        head.writeByte(PacketType.MESSAGE.ordinal());
        return Unpooled.wrappedBuffer(head, buffer.slice(headerLength, length()));
    }

    /** Returns a binary packet as text, for clients without binary frames; the caller's reference is released. */
    ByteBuf takeBase64Frame(String prefix) {
        byte[] base64 = base64();
        release();
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER + prefix.length() + base64.length);
        writeHeader(frame, FIN_TEXT, prefix.length() + base64.length);
        frame.writeCharSequence(prefix, StandardCharsets.US_ASCII);
        frame.writeBytes(base64);
        return frame;
    }

    public Frame retain() {
        buffer.retain();
        return this;
    }

    public void release() {
        buffer.release();
    }

    /** Returns type and size, as in {@code MESSAGE, 12 bytes}. */
    @Override
    public String toString() {
        PacketType type = binary ? PacketType.MESSAGE : PacketType.of(buffer.getByte(headerLength));
        return type + (binary ? ", binary, " : ", ") + length() + " bytes";
    }

    /** Returns the number of references, which share its memory. */
    public int refCnt() {
        return buffer.refCnt();
    }
}
