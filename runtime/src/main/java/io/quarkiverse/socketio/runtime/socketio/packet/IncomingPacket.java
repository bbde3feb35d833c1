package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;

/**
 * A packet that came in, perhaps still without its attachments. Its payload is read by one of the last three methods, the one
 * that fits
 * its type.
 */
public interface IncomingPacket {
    long NO_ACK = -1;

    PacketType type();

    /** As the client wrote it: old clients put a query behind it. */
    String namespace();

    /** The id to be acknowledged, or that is acknowledged, or {@link #NO_ACK}. */
    long ackId();

    /** How many binary messages belong to it and follow. */
    int attachments();

    /** Puts the attachments in their places; called once, and only when there are any. */
    void attach(List<byte[]> attachments) throws InvalidPacketException;

    /** The name of an EVENT. */
    String event();

    /** The arguments of an EVENT or ACK. */
    TypedArguments arguments();

    /** The payload of a CONNECT, read as that type; an empty object where there is none. */
    <T> T auth(Class<T> type);
}
