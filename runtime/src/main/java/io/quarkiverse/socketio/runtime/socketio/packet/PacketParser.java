package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Encodes and decodes packets.
 * <p>
 * Thread: any; stateless.
 */
public interface PacketParser {

    /** Returns whether packets can have the name of that namespace: it must not contain the comma that ends it, nor be too long. */
    static boolean isNamespace(String name) {
        return name.startsWith("/") && name.indexOf(',') < 0 && ByteBufUtil.utf8Bytes(name) < PacketHeader.MAX_NAMESPACE;
    }

    /**
     * @throws io.quarkiverse.socketio.SocketIOException if the name is reserved or an argument cannot be serialised
     */
    EncodedPacket encodeEvent(String namespace, long ackId, String event, @Nullable Object... args);

    /** Returns an event that was encoded without acknowledgement id with one. */
    EncodedPacket withAckId(EncodedPacket event, long ackId);

    /** Returns an encoded event with one more argument, a string without special characters. */
    EncodedPacket withOffset(EncodedPacket event, String offset);

    /**
     * @throws io.quarkiverse.socketio.SocketIOException if an argument cannot be serialised
     */
    EncodedPacket encodeAck(String namespace, long ackId, @Nullable Object... args);

    /** Encodes a CONNECT, DISCONNECT or CONNECT_ERROR; without payload where {@code payload} is {@code null}. */
    EncodedPacket encodeControl(SocketPacketType type, String namespace, @Nullable Object payload);

    /** Decodes a text message: a packet, or the part of one that its attachments follow. */
    IncomingPacket decode(ByteBuf text) throws InvalidPacketException;

    /** Decodes a binary message that is not an attachment, but a packet. */
    IncomingPacket decodeBinary(ByteBuf data) throws InvalidPacketException;

    /** Decodes a whole packet that this server or another one encoded: the limits for clients do not apply. */
    IncomingPacket decode(EncodedPacket packet) throws InvalidPacketException;

    /** Encodes plain values for other servers. */
    byte[] encodeValues(Map<String, ?> values);

    Map<String, Object> decodeValues(byte[] encoded);

    /**
     * Returns one of the values that {@link #encodeValues} has encoded, read as a type; {@code null} if it does not exist or is
     * {@code null}.
     */
    @Nullable
    Object decodeValue(byte[] encoded, String key, Type type) throws IOException;
}
