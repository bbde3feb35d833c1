package io.quarkiverse.socketio.runtime.socketio.packet;

import java.lang.reflect.Type;
import java.util.List;

/**
 * A received packet, which was checked; its attachments may still be missing. The payload is read at each call of the method
 * for its type: {@link #event} and {@link #arguments}, or {@link #auth}.
 */
public interface IncomingPacket {
    long NO_ACK = -1;

    SocketPacketType type();

    /** Returns the namespace as the client wrote it: clients of revision 4 append a query. */
    String namespace();

    /** Returns the id of the acknowledgement that is requested or sent, or {@link #NO_ACK}. */
    long ackId();

    /** Returns the number of binary messages that follow. */
    int attachments();

    /** Adds the attachments, all of them; called once, and only if there are any. */
    void attach(List<byte[]> attachments);

    /** Returns the length of the payload without attachments. */
    int payloadBytes();

    /**
     * Returns about the bytes of the heap that the packet takes once it is read: its own, those of its attachments, and the
     * values read from it.
     */
    long weight();

    /** Returns the name of an EVENT. */
    String event();

    /** Returns the arguments of an EVENT or ACK. */
    TypedArguments arguments();

    /** Reads the payload of a CONNECT as a type; an empty object where there is none. */
    <T> T auth(Type type);

    /** As {@link #auth(Type)}. */
    default <T> T auth(Class<T> type) {
        return auth((Type) type);
    }
}
