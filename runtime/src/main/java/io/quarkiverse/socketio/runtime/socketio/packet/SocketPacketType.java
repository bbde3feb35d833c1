package io.quarkiverse.socketio.runtime.socketio.packet;

/** The first digit of a packet (Socket.IO protocol v5, "Packet encoding"). */
public enum SocketPacketType {
    CONNECT,
    DISCONNECT,
    EVENT,
    ACK,
    CONNECT_ERROR,
    BINARY_EVENT,
    BINARY_ACK;

    private static final SocketPacketType[] VALUES = values();

    static SocketPacketType of(char digit) throws InvalidPacketException {
        int index = digit - '0';
        if (index < 0 || index >= VALUES.length) {
            throw new InvalidPacketException("unknown packet type");
        }
        return VALUES[index];
    }

    public boolean isBinary() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }

    public boolean isEvent() {
        return this == EVENT || this == BINARY_EVENT;
    }

    public boolean isAck() {
        return this == ACK || this == BINARY_ACK;
    }

    /** Returns the type of the same packet with attachments. */
    SocketPacketType withAttachments() {
        return switch (this) {
            case EVENT -> BINARY_EVENT;
            case ACK -> BINARY_ACK;
            default -> throw new IllegalStateException("[BUG] " + this + " with attachments");
        };
    }
}
