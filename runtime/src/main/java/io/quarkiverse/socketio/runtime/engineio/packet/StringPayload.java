package io.quarkiverse.socketio.runtime.engineio.packet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/**
 * Reads and writes text payloads of revision 3: {@code <length>:<packet>} for each packet, the length being in UTF-16 code
 * units, as of a JavaScript string. A length beyond the end of the body is refused.
 * <p>
 * Thread: any; stateless.
 */
final class StringPayload {
    /** Digits of a length; more than the length of any body has. */
    static final int MAX_DIGITS = 10;
    private static final byte COLON = ':';

    private StringPayload() {
    }

    static List<Packet> decode(ByteBuf body, int maxPackets) throws MalformedPacketException {
        if (!body.isReadable() || !ByteBufUtil.isText(body, StandardCharsets.UTF_8)) {
            throw new MalformedPacketException("a payload that is empty or no UTF-8");
        }
        List<Packet> packets = new ArrayList<>(4);
        ByteBuf in = body.duplicate();
        for (int count = 0; in.isReadable(); count++) {
            if (count == maxPackets) {
                throw new MalformedPacketException("more than " + maxPackets + " packets in one payload");
            }
            int units = readLength(in);
            if (units > 0) { // "0:" is how Node's server writes an empty payload
                packets.add(ProtocolV3.decodeTextPacket(in.readSlice(bytesOf(units, in))));
            }
        }
        return packets;
    }

    private static int readLength(ByteBuf in) throws MalformedPacketException {
        int limit = in.readableBytes(); // there cannot be more code units
        long length = 0;
        int digits = 0;
        for (byte next; in.isReadable() && (next = in.readByte()) != COLON; digits++) {
            if (next < '0' || next > '9' || digits == MAX_DIGITS) {
                throw new MalformedPacketException("bad length of a packet");
            }
            length = length * 10 + next - '0';
            if (length > limit) {
                throw new MalformedPacketException("a packet longer than its payload");
            }
        }
        if (digits == 0 || in.getByte(in.readerIndex() - 1) != COLON) {
            throw new MalformedPacketException("bad length of a packet");
        }
        return (int) length;
    }

    /** Returns how many bytes of this well-formed UTF-8 are that many UTF-16 code units. */
    private static int bytesOf(int units, ByteBuf utf8) throws MalformedPacketException {
        int start = utf8.readerIndex();
        int limit = utf8.writerIndex();
        int at = start;
        int left = units;
        while (left > 0 && at < limit) {
            int lead = utf8.getByte(at) & 0xff;
            at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
            left -= lead < 0xf0 ? 1 : 2;
        }
        if (left != 0) {
            throw new MalformedPacketException("a packet longer than its payload, or cut within a character");
        }
        return at - start;
    }

    /** Returns a body with all these frames, which are released. */
    static ByteBuf encode(Queue<Frame> frames, int size) {
        ByteBuf body = ByteBufAllocator.DEFAULT.buffer(size + frames.size() * MAX_DIGITS);
        for (Frame frame : frames) {
            if (frame.isBinary()) {
                byte[] base64 = frame.base64();
                String prefix = ProtocolV3.BASE64_MESSAGE;
                writeLength(body, prefix.length() + base64.length);
                body.writeCharSequence(prefix, StandardCharsets.US_ASCII);
                body.writeBytes(base64);
            } else {
                writeLength(body, frame.utf16Length());
                frame.writeContent(body);
            }
            frame.release();
        }
        return body;
    }

    private static void writeLength(ByteBuf body, int length) {
        body.writeCharSequence(Integer.toString(length), StandardCharsets.US_ASCII);
        body.writeByte(COLON);
    }
}
