package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Revision 4, which Socket.IO clients speak since version 3.
 * <p>
 * Thread: any; immutable.
 */
final class ProtocolV4 implements Protocol {
    static final int VERSION = 4;
    static final Protocol PLAIN = new ProtocolV4(false);
    /** For a client that cannot read binary frames ({@code forceBase64}). */
    static final Protocol BASE64 = new ProtocolV4(true);

    private final boolean base64;

    private ProtocolV4(boolean base64) {
        this.base64 = base64;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public Packet decodeText(ByteBuf utf8) throws MalformedPacketException {
        return Payload.decodeOne(utf8);
    }

    @Override
    public Packet decodeBinary(ByteBuf data) {
        return Packet.binaryMessage(data);
    }

    @Override
    public ByteBuf takeWebSocketFrame(Frame frame) {
        return base64 && frame.isBinary() ? frame.takeBase64Frame("b") : frame.takeWebSocketFrame();
    }

    @Override
    public boolean acceptsOctetStream() {
        return false;
    }

    @Override
    public List<Packet> decodePayload(ByteBuf body, boolean octetStream, int maxPackets) throws MalformedPacketException {
        return Payload.decode(body, maxPackets);
    }

    @Override
    public EncodedPayload encodePayload(Queue<Frame> frames, int size) {
        return new EncodedPayload(Payload.encode(frames, size, ByteBufAllocator.DEFAULT), false);
    }
}
