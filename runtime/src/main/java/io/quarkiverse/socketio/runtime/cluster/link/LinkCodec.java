package io.quarkiverse.socketio.runtime.cluster.link;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * The wire form of {@link LinkMessage}: {@code u32 length, u8 version, u8 type, payload}, big endian. What follows a payload
 * that is understood, and a type that is not, are skipped: that is how a newer peer adds things. Another version is an error.
 * <p>
 * Thread: any; stateless.
 */
public final class LinkCodec {
    public static final int VERSION = 1;
    public static final int LENGTH_BYTES = 4;
    /** The longest frame, its length field included. */
    public static final int MAX_FRAME = 16 << 20;
    /** What a bus frame adds to its body. */
    public static final int BUS_OVERHEAD = LENGTH_BYTES + 2 + 2 * Integer.BYTES;

    /** How many frames that are written in one turn of the event loop are flushed at once. */
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

    /** Whether a frame with its length field still on is a bus frame; then its head can be read without its body. */
    public static boolean isBus(ByteBuf whole) {
        return isOfType(LinkMessageType.BUS, BUS_OVERHEAD, whole);
    }

    /** Whether a frame with its length field still on is of that type, and has so many bytes at least. */
    static boolean isOfType(LinkMessageType type, int minBytes, ByteBuf whole) {
        int start = whole.readerIndex();
        return whole.readableBytes() >= minBytes && whole.getByte(start + LENGTH_BYTES) == VERSION
                && whole.getByte(start + LENGTH_BYTES + 1) == type.code;
    }

    /** The sender that a bus frame names, its length field still on. */
    public static int busFrom(ByteBuf whole) {
        return whole.getInt(whole.readerIndex() + LENGTH_BYTES + 2);
    }

    /** The receiver that a bus frame names, its length field still on. */
    public static int busTo(ByteBuf whole) {
        return whole.getInt(whole.readerIndex() + LENGTH_BYTES + 2 + Integer.BYTES);
    }
}
