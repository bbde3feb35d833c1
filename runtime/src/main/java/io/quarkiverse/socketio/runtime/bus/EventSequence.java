package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayDeque;
import java.util.Deque;

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
final class EventSequence implements ClusterMessage.Keeper {
    private final ClusterAdapters all;
    private final ClusterRequests cluster;
    private final EventLogs logs;
    /** The events of this server that have no place yet, in the order of the bus; guarded by this. */
    private final Deque<Unplaced> unplaced = new ArrayDeque<>();

    EventSequence(ClusterAdapters all, EventLogs logs) {
        this.all = all;
        this.cluster = all.requests();
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

    /**
     * Where nothing gives places, as a primary of an earlier build, those who are on other servers get it, and nobody keeps it.
     */
    private boolean sequence(ClusterMessage.Kept message, Unplaced event) {
        unplaced.add(event);
        boolean sent = cluster.sequence(message);
        if (!sent) {
            unplaced.removeLast();
            cluster.publish(message);
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

    /** @param message of another server; of a later build perhaps, and unknown here */
    void onSequenced(long place, ClusterMessage message) {
        if (message instanceof ClusterMessage.Kept kept) {
            kept.keep(place, this);
        } else {
            logs.advance(place);
        }
    }

    @Override
    public void onBroadcast(long place, ClusterMessage.Broadcast broadcast) {
        ClusterAdapter adapter = all.find(broadcast.namespace());
        if (adapter == null) { // nobody here ever joined that namespace
            logs.of(broadcast.namespace()).append(place, broadcast.packet(), broadcast.selection());
        } else {
            adapter.here().kept().keep(place, broadcast.packet(), broadcast.selection()).run();
        }
    }

    @Override
    public void onDisconnectSockets(long place, ClusterMessage.DisconnectSockets disconnect) {
        logs.of(disconnect.namespace()).append(place, null, disconnect.selection());
        ClusterAdapter adapter = all.find(disconnect.namespace());
        if (adapter != null) {
            adapter.here().disconnect(disconnect.selection(), disconnect.close());
        }
    }
}
