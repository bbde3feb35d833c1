package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * Encodes and decodes packets. Stateless.
 * <p>
 * Thread: any.
 */
public interface PacketParser {

    /** Names that the client libraries keep for themselves. */
    Set<String> RESERVED_EVENTS = Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener",
            "removeListener");

    /**
     * @throws io.quarkiverse.socketio.SocketIOException if the name is reserved or an argument cannot be serialised
     */
    EncodedPacket encodeEvent(String namespace, long ackId, String event, @Nullable Object... args);

    /** An event encoded without ack id, with one. */
    default EncodedPacket withAckId(EncodedPacket event, long ackId) {
        try {
            IncomingPacket decoded = decode(event);
            return encodeEvent(decoded.namespace(), ackId, decoded.event(), decoded.arguments().toList().toArray());
        } catch (InvalidPacketException e) {
            throw new IllegalArgumentException("not an event: " + e.getMessage(), e);
        }
    }

    /** An encoded event with one more argument, a string without special characters. */
    default EncodedPacket withOffset(EncodedPacket event, String offset) {
        try {
            IncomingPacket decoded = decode(event);
            List<@Nullable Object> args = new ArrayList<>(decoded.arguments().toList());
            args.add(offset);
            return encodeEvent(decoded.namespace(), decoded.ackId(), decoded.event(), args.toArray());
        } catch (InvalidPacketException e) {
            throw new IllegalArgumentException("not an event: " + e.getMessage(), e);
        }
    }

    /**
     * @throws io.quarkiverse.socketio.SocketIOException if an argument cannot be serialised
     */
    EncodedPacket encodeAck(String namespace, long ackId, @Nullable Object... args);

    /** A CONNECT, DISCONNECT or CONNECT_ERROR; without payload where {@code payload} is {@code null}. */
    EncodedPacket encodeControl(PacketType type, String namespace, @Nullable Object payload);

    /** The packet that a text message is, or begins; attachments follow it. */
    IncomingPacket decode(ByteBuf text) throws InvalidPacketException;

    /** The packet that a binary message is which is no attachment of a packet before. */
    IncomingPacket decodeBinary(ByteBuf data) throws InvalidPacketException;

    /**
     * A whole packet that a server encoded, this one or another: the limits that hold for clients do not.
     */
    IncomingPacket decode(EncodedPacket packet) throws InvalidPacketException;

    /** Plain values for other servers. */
    byte[] encodeValues(Map<String, ?> values);

    Map<String, Object> decodeValues(byte[] encoded);
}
