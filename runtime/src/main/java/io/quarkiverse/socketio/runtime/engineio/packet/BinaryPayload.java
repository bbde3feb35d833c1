package io.quarkiverse.socketio.runtime.engineio.packet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/**
 * Reads and writes binary payloads of revision 3: for each packet 0 (text) or 1 (binary), the decimal digits of its length in
 * bytes as bytes of that value, 255, and the packet. A length beyond the end of the body is refused.
 * <p>
 * Thread: any; stateless.
 */
final class BinaryPayload {
    private static final int TEXT = 0;
    private static final int BINARY = 1;
    private static final int END_OF_LENGTH = 255;
    /** Bytes around the data of a packet: kind, digits, end of the length, type. */
    private static final int OVERHEAD = 3 + StringPayload.MAX_DIGITS;

    private BinaryPayload() {
    }

    static List<Packet> decode(ByteBuf body, int maxPackets) throws MalformedPacketException {
        List<Packet> packets = new ArrayList<>(4);
        ByteBuf in = body.duplicate();
        while (in.isReadable()) {
            if (packets.size() == maxPackets) {
                throw new MalformedPacketException("more than " + maxPackets + " packets in one payload");
            }
            int kind = in.readUnsignedByte();
            if (kind != TEXT && kind != BINARY) {
                throw new MalformedPacketException("a packet that is neither text nor binary");
            }
            ByteBuf packet = in.readSlice(readLength(in));
            packets.add(kind == TEXT ? decodeText(packet) : ProtocolV3.decodeBinaryPacket(packet));
        }
        return packets;
    }

    private static int readLength(ByteBuf in) throws MalformedPacketException {
        long length = 0;
        for (int digits = 0; in.isReadable(); digits++) {
            int next = in.readUnsignedByte();
            if (next == END_OF_LENGTH && digits > 0) {
                if (length > in.readableBytes()) {
                    throw new MalformedPacketException("a packet longer than its payload");
                }
                return (int) length;
            }
            if (next > 9 || digits == StringPayload.MAX_DIGITS) {
                throw new MalformedPacketException("bad length of a packet");
            }
            length = length * 10 + next;
        }
        throw new MalformedPacketException("a length without end");
    }

    private static Packet decodeText(ByteBuf packet) throws MalformedPacketException {
        if (!ByteBufUtil.isText(packet, StandardCharsets.UTF_8)) {
            throw new MalformedPacketException("a text packet that is no UTF-8");
        }
        return ProtocolV3.decodeTextPacket(packet);
    }

    /** Returns a body with all these frames, which are released. */
    static ByteBuf encode(Queue<Frame> frames, int size) {
        ByteBuf body = ByteBufAllocator.DEFAULT.buffer(size + frames.size() * OVERHEAD);
        for (Frame frame : frames) {
            body.writeByte(frame.isBinary() ? BINARY : TEXT);
            writeLength(body, frame.isBinary() ? 1 + frame.length() : frame.length());
            if (frame.isBinary()) {
                body.writeByte(PacketType.MESSAGE.ordinal());
            }
            frame.writeContent(body);
            frame.release();
        }
        return body;
    }

    private static void writeLength(ByteBuf body, int length) {
        String digits = Integer.toString(length);
        for (int i = 0; i < digits.length(); i++) {
            body.writeByte(digits.charAt(i) - '0');
        }
        body.writeByte(END_OF_LENGTH);
    }
}
