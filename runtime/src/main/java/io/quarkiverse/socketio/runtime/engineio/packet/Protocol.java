package io.quarkiverse.socketio.runtime.engineio.packet;

import java.util.List;
import java.util.Map;
import java.util.Queue;

import io.netty.buffer.ByteBuf;

/**
 * The revision of Engine.IO that a client speaks, and the options of its request that shape the bytes: what differs between
 * clients on the wire differs here and in the direction of the heartbeat, nowhere else.
 * <p>
 * Thread: any; immutable.
 */
public sealed interface Protocol permits ProtocolV3, ProtocolV4 {
    /** The parameter of the query that asks for a script; its value is the number of the function to call. */
    String CALLBACK = "j";

    /** The revision that a handshake asks for: 4 is 4, and anything else, nothing included, is 3. */
    static int versionOf(Map<String, String> query) {
        return "4".equals(query.get("EIO")) ? ProtocolV4.VERSION : ProtocolV3.VERSION;
    }

    /** Whether a request wants JSONP; revision 4 does not have it. */
    static boolean asksScript(Map<String, String> query) {
        return versionOf(query) == ProtocolV3.VERSION && query.containsKey(CALLBACK);
    }

    /**
     * @param version of the handshake; an upgrade does not change it
     * @param query of the request that brings the transport
     */
    static Protocol of(int version, Map<String, String> query) {
        boolean base64 = query.containsKey("b64");
        if (version == ProtocolV4.VERSION) {
            return base64 ? ProtocolV4.BASE64 : ProtocolV4.PLAIN;
        }
        String callback = query.get(CALLBACK);
        return new ProtocolV3(base64, callback == null ? null : new Jsonp(callback));
    }

    /** 3 or 4. */
    int version();

    /** The packet in a text frame of a WebSocket. */
    Packet decodeText(ByteBuf utf8) throws MalformedPacketException;

    /** The packet in a binary frame of a WebSocket. */
    Packet decodeBinary(ByteBuf data) throws MalformedPacketException;

    /** A frame as this client's WebSocket takes it; the caller's reference goes with it. */
    ByteBuf takeWebSocketFrame(Frame frame);

    /** Whether a long-polling request may have a body of type {@code application/octet-stream}. */
    boolean takesOctetStream();

    /** The packets in the body of a long-polling request, at most {@code maxPackets} of them. */
    List<Packet> decodePayload(ByteBuf body, boolean octetStream, int maxPackets) throws MalformedPacketException;

    /**
     * The body of a long-polling response with all these frames, which are consumed.
     *
     * @param size the sum of {@link Frame#payloadSize()}
     */
    EncodedPayload encodePayload(Queue<Frame> frames, int size);
}
