package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore.Missed;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/** Everything that servers say to each other. Immutable. */
public sealed interface ClusterMessage {
    String namespace();

    /**
     * Send this packet to your sockets.
     *
     * @param number of this event among those of its sender in that namespace, see
     *        {@link io.quarkiverse.socketio.runtime.socketio.adapter.Origin}; 0 if it is not kept for those who are gone
     */
    record Broadcast(String namespace, Selection selection, EncodedPacket packet, long number) implements ClusterMessage {
    }

    /** I have this namespace now: tell me what you have {@link Heard} there. */
    record Entered(String namespace) implements ClusterMessage {
    }

    /** The number of the last event of each server that I got in this namespace, mine among them. */
    record Heard(String namespace, Map<String, Long> last) implements ClusterMessage {
    }

    /** Call your server-side handlers. */
    record ServerSideEmit(String namespace, EncodedPacket event) implements ClusterMessage {
    }

    record SocketsJoin(String namespace, Selection selection, Set<String> rooms) implements ClusterMessage {
    }

    record SocketsLeave(String namespace, Selection selection, Set<String> rooms) implements ClusterMessage {
    }

    record DisconnectSockets(String namespace, Selection selection, boolean close) implements ClusterMessage {
    }

    /** Wants answers, of every server. */
    sealed interface Question extends ClusterMessage {
        /** A name that no other question of any server has. */
        String request();
    }

    sealed interface Answer extends ClusterMessage {
        /** The name of the question. */
        String request();
    }

    /** Send this event to your sockets, tell me how many they are, and what each answers within that time. */
    record BroadcastWithAck(String namespace, String request, Selection selection, Duration timeout,
            EncodedPacket event) implements Question {
    }

    /** How many clients were asked; before any of their answers. */
    record ClientCount(String namespace, String request, int clients) implements Answer {
    }

    /** What one client answered; {@code null} if it was disconnected before. */
    record ClientAck(String namespace, String request, @Nullable EncodedPacket answer) implements Answer {
    }

    /** Call your server-side handlers, and tell me what they answer. */
    record ServerSideQuestion(String namespace, String request, EncodedPacket event) implements Question {
    }

    /** The answer to a {@link ServerSideQuestion}; {@code null} if nobody will answer. */
    record ServerSideAnswer(String namespace, String request, @Nullable EncodedPacket answer) implements Answer {
    }

    /** Tell me of your sockets. */
    record FetchSockets(String namespace, String request, Selection selection) implements Question {
    }

    /**
     * The answer to a {@link FetchSockets}, or a part of it.
     *
     * @param more whether another part follows
     */
    record FetchedSockets(String namespace, String request, List<SocketDetails> sockets, boolean more) implements Answer {
    }

    /** A client has come back to me: give me what you have of it, as of that offset, and forget it. */
    record ClaimSession(String namespace, String request, String pid, String offset) implements Question {
    }

    /**
     * I leave: let clients find with you what they left with me. All parts of an estate come in their order.
     *
     * @param estate a part, without its sessions
     * @param sessions of that part
     * @param last whether that was all
     */
    record Bequest(String namespace, Estate estate, List<LeftSession> sessions, boolean last) implements ClusterMessage {
    }

    /** A session of a {@link Bequest}; what it has {@code heard} is in the estate. */
    record LeftSession(MovedSession session, long since, StoredSession.@Nullable Former former, Duration age) {
    }

    /** I do not wait any more for what you have of that client, who is about to connect to you too. */
    record ClaimEnded(String namespace, String request) implements ClusterMessage {
    }

    /**
     * The answer to a {@link ClaimSession}, or a part of it.
     *
     * @param session in the last part; {@code null} there if there is none
     * @param missed without offsets
     * @param more whether another part follows
     * @param heir who has now what this server had; {@code null} unless it leaves
     */
    // wall: fields of a message
    record ClaimedSession(String namespace, String request, @Nullable MovedSession session, List<Missed> missed,
            boolean more, @Nullable String heir) implements Answer {
    }

    /**
     * A session on its way to another server.
     *
     * @param data as the parser encoded it
     * @param heard up to which event of each server its client got or missed what was for it
     */
    record MovedSession(String id, String pid, Set<String> rooms, byte[] data, Map<String, Long> heard) {
    }
}
