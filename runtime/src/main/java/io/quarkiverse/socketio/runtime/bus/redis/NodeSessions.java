package io.quarkiverse.socketio.runtime.bus.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.runtime.socketio.packet.MessagePack;
import io.quarkiverse.socketio.runtime.socketio.recovery.Offset;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;

/**
 * Encodes sessions as Node's adapter for streams does, and decodes them: base64 of a MessagePack map of {@code sid, pid, rooms,
 * data}. Sessions of this project have one more entry, which Node's servers ignore: a digest of namespace and owner, and what
 * the client was sent.
 * <p>
 * Thread: any; stateless.
 */
final class NodeSessions {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String OWN = "quarkus";
    private static final int MAX_ID_LENGTH = 100;

    private final NodePackets packets;

    NodeSessions(NodePackets packets) {
        this.packets = packets;
    }

    /** Fails as {@link io.quarkiverse.socketio.runtime.socketio.packet.PacketParser#decodeValues}. */
    String encode(String namespace, StoredSession session) {
        ObjectNode value = NODES.objectNode().put("sid", session.id()).put("pid", session.pid());
        value.set("rooms", NodeMessages.strings(session.rooms()));
        value.set("data", packets.values(session.data()));
        if (!session.server().equals(StoredSession.FOREIGN)) {
            StoredSession.Progress progress = session.progress();
            value.putObject(OWN).put("owner", digest(namespace, session.owner())).put("server", session.server())
                    .put("since", progress.since()).put("position", progress.position()).put("last", progress.last());
        }
        return Base64.getEncoder().encodeToString(MessagePack.write(value));
    }

    /**
     * Decodes a session, which belongs to that owner then. A session of Node's servers has no owner: it belongs to clients that
     * are anonymous.
     *
     * @throws IllegalArgumentException if it is none, or another owner's
     */
    StoredSession decode(String namespace, String pid, String owner, String encoded) {
        JsonNode value = NodeMessageCodec.tree(Base64.getDecoder().decode(encoded));
        String id = value.path("sid").asText();
        JsonNode own = value.path(OWN);
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH || !value.path("pid").asText().equals(pid)) {
            throw new IllegalArgumentException("it is no session of that client");
        } else if (own.isObject() ? !isDigest(own.path("owner").asText(), namespace, owner) : !owner.isEmpty()) {
            throw new IllegalArgumentException("it belongs to another user, or another namespace");
        }
        StoredSession.Progress progress = own.isObject() ? progress(own) : StoredSession.Progress.UNKNOWN;
        Set<String> rooms = NodeMessages.strings(value.get("rooms"));
        return new StoredSession(id, pid, owner, own.path("server").asText(StoredSession.FOREIGN), rooms,
                packets.encodeValues(value.get("data")), progress);
    }

    private static StoredSession.Progress progress(JsonNode own) {
        return new StoredSession.Progress(own.path("since").asLong(), own.path("position").asLong(),
                own.path("last").asLong(-1), 0, new Offset(-1, -1), List.of());
    }

    static boolean isDigest(String digest, String namespace, String owner) {
        return MessageDigest.isEqual(digest.getBytes(StandardCharsets.UTF_8),
                digest(namespace, owner).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a digest of namespace and owner, so that a client can take a session of the namespace that it connects to only.
     */
    static String digest(String namespace, String owner) {
        try {
            byte[] text = (namespace + '\0' + owner).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("[BUG] every JDK has SHA-256", e);
        }
    }
}
