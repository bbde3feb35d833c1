package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.adapter.KeptEvents;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * The kept events of all namespaces of this server on their way to their places. An event leaves for the sockets here when its
 * place is known, so a client never has one that other servers do not have.
 * <p>
 * Thread: any. Its lock is held while a message is given to the bus.
 */
final class EventSequence {
    private final ClusterRequests cluster;
    private final EventLogs logs;
    /** The events of this server that have no place yet, in the order of the bus; guarded by this. */
    private final Deque<Unplaced> unplaced = new ArrayDeque<>();

    EventSequence(ClusterRequests cluster, EventLogs logs) {
        this.cluster = cluster;
        this.logs = logs;
    }

    /** What is done when the place is known; returns what is to be done when no lock is held. */
    private interface Unplaced {
        Runnable placed(long place);
    }

    EventLogs logs() {
        return logs;
    }

    /** Sends an event to those who are selected on all servers, and keeps it. */
    void emit(String namespace, LocalAdapter here, EncodedPacket event, Selection selection) {
        KeptEvents.Pending waiting;
        boolean sent;
        synchronized (this) {
            waiting = here.kept().hold(event, selection);
            sent = sequence(new ClusterMessage.Broadcast(namespace, selection, event), waiting::placed);
        }
        if (!sent) {
            waiting.lost().run();
        }
    }

    /** Disconnects those who are selected on all servers; who is gone cannot come back. */
    void disconnect(String namespace, LocalAdapter here, Selection selection, boolean close) {
        boolean sent;
        synchronized (this) {
            sent = sequence(new ClusterMessage.DisconnectSockets(namespace, selection, close), place -> {
                here.kept().keepDisconnect(place, selection);
                return () -> here.disconnect(selection, close);
            });
        }
        if (!sent) {
            here.disconnect(selection, close);
        }
    }

    private boolean sequence(ClusterMessage message, Unplaced event) {
        unplaced.add(event);
        boolean sent = cluster.sequence(message);
        if (!sent) {
            unplaced.removeLast();
        }
        return sent;
    }

    void onPlaced(long place) {
        Unplaced event;
        synchronized (this) {
            event = unplaced.remove();
        }
        event.placed(place).run();
    }

    /** @param here {@code null} where nobody here ever joined that namespace */
    void onSequenced(long place, ClusterMessage message, @Nullable LocalAdapter here) {
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            if (here == null) {
                logs.of(broadcast.namespace()).append(place, broadcast.packet(), broadcast.selection());
            } else {
                here.kept().keep(place, broadcast.packet(), broadcast.selection()).run();
            }
        } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
            logs.of(disconnect.namespace()).append(place, null, disconnect.selection());
            if (here != null) {
                here.disconnect(disconnect.selection(), disconnect.close());
            }
        } else {
            throw new IllegalStateException("[BUG] has no place: " + message);
        }
    }
}
