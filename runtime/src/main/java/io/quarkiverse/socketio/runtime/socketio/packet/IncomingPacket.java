package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;

/**
 * A packet that came in, perhaps still without its attachments. It was checked; its payload is read, each time anew, by one of
 * the last three methods, the one that fits its type.
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

    /** Adds the attachments, all of them; called once, and only when there are any. */
    void attach(List<byte[]> attachments);

    /** How long the payload is, without attachments. */
    int payloadBytes();

    /**
     * About how many bytes of the heap it takes once it is read: its own, those of its attachments, and the values it is made.
     */
    long weight();

    /** The name of an EVENT. */
    String event();

    /** The arguments of an EVENT or ACK. */
    TypedArguments arguments();

    /** The payload of a CONNECT, read as that type; an empty object where there is none. */
    <T> T auth(Class<T> type);
}
