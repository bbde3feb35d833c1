package io.quarkiverse.socketio.runtime.relay;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.cluster.handoff.Preamble;
import io.quarkiverse.socketio.runtime.cluster.link.HostHello;

/**
 * A message at the beginning of a connection between two hosts: {@code i32 length}, {@code u8 version}, {@code u8 type} and its
 * fields. The host that connects sends a {@link Hello}, the other responds with a {@link Challenge}; then follow a
 * {@link Relay} and the bytes of HTTP, or the connection is closed.
 * <p>
 * Thread: any.
 */
sealed interface HostFrame {
    int VERSION = HostHello.VERSION;
    int TAG_LENGTH = 4;
    /** The maximum length of the first frame of a connection, whose sender is not known yet. */
    int MAX_HELLO = 2 + Short.BYTES + HostSecret.NONCE_LENGTH;
    int MAX_CHALLENGE = 2 + HostSecret.NONCE_LENGTH + Short.BYTES + TAG_LENGTH + HostSecret.PROOF_LENGTH;
    /** The maximum length of any frame, without its length field. */
    int MAX = 2 + Relay.FIELDS + Short.BYTES + Preamble.MAX_RELAYED + HostSecret.PROOF_LENGTH;

    /**
     * The first frame, with which the primary begins to choose a worker: see {@link HostHello}.
     *
     * @param incarnation of the worker that owns the session; 0 if there is none
     * @param nonce random bytes
     */
    record Hello(int incarnation, byte[] nonce) implements HostFrame {
        @Override
        public void encode(ByteBuf out) {
            start(out, HostHello.TYPE, Short.BYTES + nonce.length);
            out.writeShort(incarnation).writeBytes(nonce);
        }
    }

    /**
     * The response to a {@link Hello}.
     *
     * @param nonce random bytes
     * @param incarnation of the worker that sends it
     * @param tag of its host
     * @param proof see {@link HostSecret#proveListener}
     */
    record Challenge(byte[] nonce, int incarnation, String tag, byte[] proof) implements HostFrame {
        static final int TYPE = 2;

        @Override
        public void encode(ByteBuf out) {
            start(out, TYPE, nonce.length + Short.BYTES + TAG_LENGTH + proof.length);
            out.writeBytes(nonce).writeShort(incarnation).writeBytes(tag.getBytes(StandardCharsets.US_ASCII)).writeBytes(proof);
        }
    }

    /**
     * What is relayed on the connection from now on.
     *
     * @param signed {@code u16 incarnation} of the worker that owns the session, {@code u8} 1 for a WebSocket, else 0, and the
     *        {@link Preamble} of the connection
     * @param proof see {@link HostSecret#proveConnector}, of {@code signed}
     */
    record Relay(ByteBuf signed, byte[] proof) implements HostFrame {
        static final int TYPE = 3;
        private static final int FIELDS = Short.BYTES + 1;

        int incarnation() {
            return signed.getUnsignedShort(signed.readerIndex());
        }

        boolean isWebSocket() {
            return signed.getByte(signed.readerIndex() + Short.BYTES) == 1;
        }

        /** Returns the preamble, encoded. */
        ByteBuf preamble() {
            return signed.slice(signed.readerIndex() + FIELDS, signed.readableBytes() - FIELDS);
        }

        @Override
        public void encode(ByteBuf out) {
            start(out, TYPE, signed.readableBytes() + proof.length);
            out.writeBytes(signed, signed.readerIndex(), signed.readableBytes()).writeBytes(proof);
        }
    }

    void encode(ByteBuf out);

    private static void start(ByteBuf out, int type, int length) {
        out.writeInt(2 + length).writeByte(VERSION).writeByte(type);
    }

    /**
     * Decodes the frame at the start of a connection's bytes.
     *
     * @param maxLength the maximum length, without the length field
     * @return null, with nothing consumed, when it is not complete
     * @throws IllegalArgumentException when it is not valid; how much is consumed is undefined then
     */
    static @Nullable HostFrame decode(ByteBuf in, int maxLength) {
        if (in.readableBytes() < Integer.BYTES) {
            return null;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 2 || length > maxLength) {
            throw new IllegalArgumentException("a message of " + length + " bytes");
        }
        if (in.readableBytes() < Integer.BYTES + length) {
            return null;
        }
        ByteBuf frame = in.skipBytes(Integer.BYTES).readSlice(length);
        int version = frame.readUnsignedByte();
        int type = frame.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("a message of version " + version);
        }
        return decode(type, frame);
    }

    private static HostFrame decode(int type, ByteBuf frame) {
        int length = frame.readableBytes();
        if (type == HostHello.TYPE && length == Short.BYTES + HostSecret.NONCE_LENGTH) {
            return new Hello(frame.readUnsignedShort(), bytes(frame, HostSecret.NONCE_LENGTH));
        }
        if (type == Challenge.TYPE && length == MAX_CHALLENGE - 2) {
            return new Challenge(bytes(frame, HostSecret.NONCE_LENGTH), frame.readUnsignedShort(),
                    frame.readCharSequence(TAG_LENGTH, StandardCharsets.US_ASCII).toString(),
                    bytes(frame, HostSecret.PROOF_LENGTH));
        }
        if (type == Relay.TYPE && length > Relay.FIELDS + HostSecret.PROOF_LENGTH) {
            return new Relay(frame.readSlice(length - HostSecret.PROOF_LENGTH), bytes(frame, HostSecret.PROOF_LENGTH));
        }
        throw new IllegalArgumentException("a message of type " + type + " with " + length + " bytes");
    }

    private static byte[] bytes(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }
}
