package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.SocketPacketType;

/**
 * A revision of the Socket.IO protocol. The revisions differ only in how a client connects to a namespace.
 */
public enum ProtocolRevision {
    /** Revision 5, over Engine.IO 4. */
    V5 {
        @Override
        public String socketId(EngineSession session, String namespace) {
            byte[] bytes = new byte[15];
            RANDOM.nextBytes(bytes);
            return Base64.getUrlEncoder().encodeToString(bytes);
        }

        @Override
        public String namespace(IncomingPacket packet) {
            return packet.namespace();
        }

        @Override
        public IncomingPacket readConnect(IncomingPacket packet, PacketParser parser) {
            return packet;
        }

        @Override
        public Map<String, ?> accepted(String socketId, @Nullable String pid) {
            if (pid == null) {
                return Map.of("sid", socketId);
            }
            Map<String, String> answer = new LinkedHashMap<>(4);
            answer.put("sid", socketId);
            answer.put("pid", pid);
            return answer;
        }

        @Override
        public Object refused(ConnectError error) {
            return error.payload();
        }
    },

    /**
     * Revision 4, over Engine.IO 3, of client libraries 1 and 2: the server connects the client to the main namespace by
     * itself, socket ids follow from the session id, and clients authenticate by a query behind the namespace.
     */
    V4 {
        @Override
        public String socketId(EngineSession session, String namespace) {
            return namespace.equals(MAIN) ? session.id() : namespace + "#" + session.id();
        }

        @Override
        public String namespace(IncomingPacket packet) {
            return QueryParameters.nameOf(packet.namespace());
        }

        @Override
        public IncomingPacket readConnect(IncomingPacket packet, PacketParser parser) {
            return connect(namespace(packet), QueryParameters.of(packet.namespace()), parser);
        }

        @Override
        @Nullable
        public Map<String, ?> accepted(String socketId, @Nullable String pid) {
            return null;
        }

        @Override
        public Object refused(ConnectError error) {
            Object data = error.data();
            return data == null ? error.message() : data;
        }
    };

    public static final String MAIN = "/";
    private static final SecureRandom RANDOM = new SecureRandom();

    public static ProtocolRevision of(EngineSession session) {
        return session.version() == 3 ? V4 : V5;
    }

    /** Returns a CONNECT packet as a client of revision 5 sends it. */
    public static IncomingPacket connect(String namespace, Map<String, ?> auth, PacketParser parser) {
        try {
            return parser.decode(parser.encodeControl(SocketPacketType.CONNECT, namespace, auth));
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] a packet that was encoded cannot be decoded", e);
        }
    }

    public abstract String socketId(EngineSession session, String namespace);

    /** Returns the name of the namespace that a packet is for. */
    public abstract String namespace(IncomingPacket packet);

    /** Returns the CONNECT packet as one of revision 5. */
    public abstract IncomingPacket readConnect(IncomingPacket packet, PacketParser parser);

    /**
     * Returns the payload of the answer to CONNECT.
     *
     * @param pid the secret by which the client may recover its session; {@code null} if it cannot
     */
    public abstract @Nullable Map<String, ?> accepted(String socketId, @Nullable String pid);

    /** Returns the payload of a CONNECT_ERROR. */
    public abstract Object refused(ConnectError error);
}
