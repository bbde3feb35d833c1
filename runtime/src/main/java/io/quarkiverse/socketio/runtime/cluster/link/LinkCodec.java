package io.quarkiverse.socketio.runtime.cluster.link;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * Encodes and decodes {@link LinkMessage}s: {@code u32 length, u8 version, u8 type, payload}, big endian. Bytes behind a known
 * payload, and messages of an unknown type, are skipped, so that a newer peer can add some. Another version is an error.
 * <p>
 * Thread: any; stateless.
 */
public final class LinkCodec {
    public static final int VERSION = 1;
    public static final int LENGTH_BYTES = 4;
    /** The longest frame, its length field included. */
    public static final int MAX_FRAME = 16 << 20;
    /** The number of bytes that a bus frame has besides its body. */
    public static final int BUS_OVERHEAD = LENGTH_BYTES + 2 + 2 * Integer.BYTES;

    /** The maximum number of frames written in one turn of the event loop that are flushed at once. */
    public static final int MAX_UNFLUSHED = 256;

    private LinkCodec() {
    }

    /** Appends the whole frame. */
    public static void encode(LinkMessage message, ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0).writeByte(VERSION).writeByte(message.type().code);
        message.write(out);
        out.setInt(start, out.writerIndex() - start - LENGTH_BYTES);
    }

    /**
     * Reads a frame from its version on, without the length field.
     *
     * @return null when it is of a type that this version does not know
     */
    public static @Nullable LinkMessage decode(ByteBuf frame) {
        try {
            int version = frame.readUnsignedByte();
            if (version != VERSION) {
                throw new LinkException("link version " + version + ", expected " + VERSION);
            }
            return LinkMessageType.read(frame.readUnsignedByte(), frame);
        } catch (IndexOutOfBoundsException e) {
            throw new LinkException("link frame is cut off");
        }
    }

    /** Returns whether a frame, with its length field, is a bus frame; then its head can be read without its body. */
    public static boolean isBus(ByteBuf whole) {
        return isOfType(LinkMessageType.BUS, BUS_OVERHEAD, whole);
    }

    /** Returns whether a frame, with its length field, is of a type and has at least so many bytes. */
    static boolean isOfType(LinkMessageType type, int minBytes, ByteBuf whole) {
        int start = whole.readerIndex();
        return whole.readableBytes() >= minBytes && whole.getByte(start + LENGTH_BYTES) == VERSION
                && whole.getByte(start + LENGTH_BYTES + 1) == type.code;
    }

    /** Returns the sender that a bus frame, with its length field, names. */
    public static int busFrom(ByteBuf whole) {
        return whole.getInt(whole.readerIndex() + LENGTH_BYTES + 2);
    }

    /** Returns the receiver that a bus frame, with its length field, names. */
    public static int busTo(ByteBuf whole) {
        return whole.getInt(whole.readerIndex() + LENGTH_BYTES + 2 + Integer.BYTES);
    }
}
