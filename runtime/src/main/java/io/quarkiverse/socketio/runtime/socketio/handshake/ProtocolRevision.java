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
import io.quarkiverse.socketio.runtime.socketio.packet.PacketType;

/**
 * What clients of different generations say and hear differently when they connect to a namespace; all else is the same.
 * <p>
 * Thread: any; stateless.
 */
public enum ProtocolRevision {
    /** Revision 5 of the protocol, over Engine.IO 4. */
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
     * Revision 4, over Engine.IO 3, of clients of version 1 and 2: the server connects them to the main namespace by itself,
     * they know their ids without being told, and they authenticate by a query behind the namespace.
     */
    V4 {
        @Override
        public String socketId(EngineSession session, String namespace) {
            return namespace.equals(MAIN) ? session.id() : namespace + "#" + session.id();
        }

        @Override
        public String namespace(IncomingPacket packet) {
            return NamespaceQuery.before(packet.namespace());
        }

        @Override
        public IncomingPacket readConnect(IncomingPacket packet, PacketParser parser) {
            return connect(namespace(packet), NamespaceQuery.of(packet.namespace()), parser);
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

    /** A CONNECT packet as a client of today sends it. */
    public static IncomingPacket connect(String namespace, Map<String, ?> auth, PacketParser parser) {
        try {
            return parser.decode(parser.encodeControl(PacketType.CONNECT, namespace, auth));
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] a packet that was encoded cannot be decoded", e);
        }
    }

    public abstract String socketId(EngineSession session, String namespace);

    /** The name of the namespace that a packet of such a client is for. */
    public abstract String namespace(IncomingPacket packet);

    /** A CONNECT packet of such a client, with what it authenticates by as the payload. */
    public abstract IncomingPacket readConnect(IncomingPacket packet, PacketParser parser);

    /**
     * The payload of the answer to CONNECT.
     *
     * @param pid what the client may come back with, if it can
     */
    public abstract @Nullable Map<String, ?> accepted(String socketId, @Nullable String pid);

    /** The payload that tells what a middleware said. */
    public abstract Object refused(ConnectError error);
}
