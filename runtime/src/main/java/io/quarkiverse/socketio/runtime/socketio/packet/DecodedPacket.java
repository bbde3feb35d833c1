package io.quarkiverse.socketio.runtime.socketio.packet;

/**
 * The base of decoded packets: has the header.
 * <p>
 * Thread: that of its packet.
 */
abstract class DecodedPacket implements IncomingPacket {
    final PacketHeader header;

    DecodedPacket(PacketHeader header) {
        this.header = header;
    }

    @Override
    public final SocketPacketType type() {
        return header.type();
    }

    @Override
    public final String namespace() {
        return header.namespace();
    }

    @Override
    public final long ackId() {
        return header.ackId();
    }

    @Override
    public final int attachments() {
        return header.attachments();
    }
}
