package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * Revision 3, which Socket.IO clients of versions 1 and 2 speak. A binary packet has its type before its data, as one byte or,
 * in base64, as {@code b} and the digit; a payload contains the length of each packet.
 *
 * @param base64 whether the client cannot read binary bodies and frames
 * @param jsonp the encoding of payloads for a client that polls by JSONP, otherwise {@code null}
 */
record ProtocolV3(boolean base64, @Nullable Jsonp jsonp) implements Protocol {
    static final int VERSION = 3;
    static final String BASE64_MESSAGE = "b4";

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public Packet decodeText(ByteBuf utf8) throws MalformedPacketException {
        return decodeTextPacket(utf8);
    }

    static Packet decodeTextPacket(ByteBuf utf8) throws MalformedPacketException {
        int start = utf8.readerIndex();
        if (!utf8.isReadable() || utf8.getByte(start) != Payload.BINARY) {
            return Packet.decode(utf8);
        }
        if (utf8.readableBytes() < 2 || utf8.getByte(start + 1) != PacketType.MESSAGE.code()) {
            throw new MalformedPacketException("a binary packet that is no message");
        }
        return Packet.base64Message(utf8.slice(start + 2, utf8.readableBytes() - 2));
    }

    @Override
    public Packet decodeBinary(ByteBuf data) throws MalformedPacketException {
        return decodeBinaryPacket(data);
    }

    static Packet decodeBinaryPacket(ByteBuf data) throws MalformedPacketException {
        if (!data.isReadable() || data.getByte(data.readerIndex()) != PacketType.MESSAGE.ordinal()) {
            throw new MalformedPacketException("a binary packet that is no message");
        }
        return Packet.binaryMessage(data.slice(data.readerIndex() + 1, data.readableBytes() - 1));
    }

    @Override
    public ByteBuf takeWebSocketFrame(Frame frame) {
        if (!frame.isBinary()) {
            return frame.takeWebSocketFrame();
        }
        return base64 ? frame.takeBase64Frame(BASE64_MESSAGE) : frame.takeTypedFrame();
    }

    @Override
    public boolean acceptsOctetStream() {
        return jsonp == null;
    }

    @Override
    public List<Packet> decodePayload(ByteBuf body, boolean octetStream, int maxPackets) throws MalformedPacketException {
        if (jsonp != null) {
            return StringPayload.decode(Jsonp.unwrap(body), maxPackets);
        }
        return octetStream ? BinaryPayload.decode(body, maxPackets) : StringPayload.decode(body, maxPackets);
    }

    @Override
    public EncodedPayload encodePayload(Queue<Frame> frames, int size) {
        if (jsonp != null) {
            return new EncodedPayload(jsonp.wrap(StringPayload.encode(frames, size)), false);
        }
        boolean binary = !base64 && frames.stream().anyMatch(Frame::isBinary);
        return new EncodedPayload(binary ? BinaryPayload.encode(frames, size) : StringPayload.encode(frames, size), binary);
    }
}
