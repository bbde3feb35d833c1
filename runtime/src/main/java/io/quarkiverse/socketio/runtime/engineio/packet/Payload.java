package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Reads and writes payloads of revision 4, the bodies of long-polling requests and responses: packets separated by the record
 * separator, binary ones as {@code b} and base64 (protocol v4, "HTTP long-polling").
 * <p>
 * Thread: any; stateless.
 */
public final class Payload {
    static final byte SEPARATOR = 0x1e;
    static final byte BINARY = 'b';

    private Payload() {
    }

    /** Decodes the packets of a body, at most {@code maxPackets} of them. */
    public static List<Packet> decode(ByteBuf body, int maxPackets) throws MalformedPacketException {
        List<Packet> packets = new ArrayList<>(4);
        int start = body.readerIndex();
        int limit = body.writerIndex();
        while (true) {
            int end = body.indexOf(start, limit, SEPARATOR);
            if (packets.size() == maxPackets) {
                throw new MalformedPacketException("more than " + maxPackets + " packets in one payload");
            }
            packets.add(decodeOne(body.slice(start, (end < 0 ? limit : end) - start)));
            if (end < 0) {
                return packets;
            }
            start = end + 1;
        }
    }

    static Packet decodeOne(ByteBuf text) throws MalformedPacketException {
        if (text.isReadable() && text.getByte(text.readerIndex()) == BINARY) {
            return Packet.base64Message(text.slice(text.readerIndex() + 1, text.readableBytes() - 1));
        }
        return Packet.decode(text);
    }

    /** Returns a body with all these frames, which are released. */
    public static ByteBuf encode(Iterable<Frame> frames, int size, ByteBufAllocator allocator) {
        ByteBuf body = allocator.buffer(size);
        for (Frame frame : frames) {
            if (body.isReadable()) {
                body.writeByte(SEPARATOR);
            }
            if (frame.isBinary()) {
                body.writeByte(BINARY);
                body.writeBytes(frame.base64());
            } else {
                frame.writeContent(body);
            }
            frame.release();
        }
        return body;
    }
}
