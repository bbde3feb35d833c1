package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.List;
import java.util.Map;
import java.util.Queue;

import io.netty.buffer.ByteBuf;

/**
 * Encodes and decodes packets in the revision of Engine.IO that a client speaks, with the options of its request. The
 * revisions differ only here and in the direction of the {@code Heartbeat}.
 * <p>
 * Thread: any; immutable.
 */
public sealed interface Protocol permits ProtocolV3, ProtocolV4 {
    /** The query parameter that asks for JSONP; its value is the number of the function to call. */
    String CALLBACK = "j";

    /** Returns the revision that a handshake asks for: 4 for {@code EIO=4}, otherwise 3. */
    static int versionOf(Map<String, String> query) {
        return "4".equals(query.get("EIO")) ? ProtocolV4.VERSION : ProtocolV3.VERSION;
    }

    /** Returns whether a request asks for JSONP, which revision 4 does not have. */
    static boolean isJsonp(Map<String, String> query) {
        return versionOf(query) == ProtocolV3.VERSION && query.containsKey(CALLBACK);
    }

    /**
     * Returns the protocol of a transport.
     *
     * @param version the revision of the handshake; an upgrade does not change it
     * @param query the query parameters of the transport's first request
     */
    static Protocol of(int version, Map<String, String> query) {
        boolean base64 = query.containsKey("b64");
        if (version == ProtocolV4.VERSION) {
            return base64 ? ProtocolV4.BASE64 : ProtocolV4.PLAIN;
        }
        String callback = query.get(CALLBACK);
        return new ProtocolV3(base64, callback == null ? null : new Jsonp(callback));
    }

    /** Returns the revision: 3 or 4. */
    int version();

    /** Decodes the packet in a text message of a WebSocket. */
    Packet decodeText(ByteBuf utf8) throws MalformedPacketException;

    /** Decodes the packet in a binary message of a WebSocket. */
    Packet decodeBinary(ByteBuf data) throws MalformedPacketException;

    /** Returns a frame in this client's encoding; the caller's reference becomes that of the buffer. */
    ByteBuf takeWebSocketFrame(Frame frame);

    /** Returns whether a long-polling request may have the content type {@code application/octet-stream}. */
    boolean acceptsOctetStream();

    /** Decodes the body of a long-polling request, of at most {@code maxPackets} packets. */
    List<Packet> decodePayload(ByteBuf body, boolean octetStream, int maxPackets) throws MalformedPacketException;

    /**
     * Returns the body of a long-polling response with all these frames, which are released.
     *
     * @param size the sum of {@link Frame#payloadSize()}
     */
    EncodedPayload encodePayload(Queue<Frame> frames, int size);
}
