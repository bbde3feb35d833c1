package io.quarkiverse.socketio.runtime.socketio.packet;

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

    /**
     * @throws io.quarkiverse.socketio.SocketIOException if an argument cannot be serialised
     */
    EncodedPacket encodeAck(String namespace, long ackId, @Nullable Object... args);

    /** A CONNECT, DISCONNECT or CONNECT_ERROR; without payload where {@code payload} is {@code null}. */
    EncodedPacket encodeControl(PacketType type, String namespace, @Nullable Map<String, ?> payload);

    IncomingPacket decode(ByteBuf text) throws InvalidPacketException;

    /**
     * A whole packet that a server encoded, this one or another: the limits that hold for clients do not.
     */
    IncomingPacket decode(EncodedPacket packet) throws InvalidPacketException;

    /** Plain values for other servers. */
    byte[] encodeValues(Map<String, ?> values);

    Map<String, Object> decodeValues(byte[] encoded);
}
