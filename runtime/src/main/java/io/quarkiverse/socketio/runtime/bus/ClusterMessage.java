package io.quarkiverse.socketio.runtime.bus;

import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/** Everything that servers say to each other. Immutable. */
public sealed interface ClusterMessage {
    String namespace();

    /** Send this packet to your sockets. */
    record Broadcast(String namespace, Selection selection, EncodedPacket packet) implements ClusterMessage {
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

    /** Tell me of your sockets. */
    record FetchSockets(String namespace, long request, Selection selection) implements ClusterMessage {
    }

    /** The answer to a {@link FetchSockets}. */
    record FetchedSockets(String namespace, long request, List<SocketDetails> sockets) implements ClusterMessage {
    }
}
