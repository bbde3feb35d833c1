package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.KeptEventDelivery;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Publishes the kept events of this server with {@link Bus#sequence}, and handles those of all servers. An event is sent to the
 * sockets of this server only when its place in the one order of all servers is known, so that no client has an event that
 * other servers do not have.
 * <p>
 * Thread: any. Its lock is held while a message is given to the bus.
 */
final class SequencedPublisher {
    /** The maximum number of events that wait until this process is connected. */
    private static final int MAX_EARLY = 10_000;
    private static final Runnable NO_OP = () -> {
    };

    private final ClusterAdapters all;
    private final ClusterClient cluster;
    private final EventLogs logs;
    /** Messages from before the order begins; {@code null} afterwards. Guarded by this. */
    private @Nullable List<Waiting> early = new ArrayList<>();

    SequencedPublisher(ClusterAdapters all, EventLogs logs) {
        this.all = all;
        this.cluster = all.client();
        this.logs = logs;
    }

    /** Called with the place of a message; returns what to run when no lock is held. */
    private interface Unplaced {
        Runnable placed(long place);
    }

    /**
     * A message that has no place yet.
     *
     * @param unkept run if it gets none: it is served as one that is not kept
     */
    private record Waiting(ClusterMessage.Kept message, Unplaced placed, Runnable unkept) implements Bus.Placement {
        @Override
        public void onPlaced(long place) {
            placed.placed(place).run();
        }

        @Override
        public void onUnplaced() {
            unkept.run();
        }
    }

    EventLogs logs() {
        return logs;
    }

    /** Sends an event to the sockets selected on all servers, and keeps it. */
    void emit(String namespace, LocalAdapter local, EncodedPacket event, BroadcastOptions options) {
        Runnable rest;
        synchronized (this) {
            KeptEventDelivery.Pending waiting = local.kept().hold(event, options);
            rest = sequence(new Waiting(new ClusterMessage.Broadcast(namespace, options, event), waiting::placed,
                    () -> waiting.lost().run()));
        }
        rest.run();
    }

    /** Disconnects the sockets selected on all servers; their clients cannot recover their sessions. */
    void disconnect(String namespace, LocalAdapter local, BroadcastOptions options, boolean close) {
        Runnable rest;
        synchronized (this) {
            rest = sequence(new Waiting(new ClusterMessage.DisconnectSockets(namespace, options, close), place -> {
                local.kept().keepDisconnect(place, options);
                return () -> local.disconnect(options, close);
            }, () -> local.disconnect(options, close)));
        }
        rest.run();
    }

    /**
     * Called when the order begins, or it is known that there is none: early messages get their places, or are sent without.
     */
    void publishEarly() {
        List<Waiting> waiting;
        List<Runnable> rest = new ArrayList<>();
        synchronized (this) {
            waiting = early == null ? List.of() : early;
            early = null;
            waiting.forEach(message -> rest.add(sequence(message)));
        }
        rest.forEach(Runnable::run);
    }

    /** Called in the lock. Returns what to run when it is released. */
    private Runnable sequence(Waiting waiting) {
        if (early != null && early.size() < MAX_EARLY) {
            early.add(waiting);
            return NO_OP;
        }
        if (cluster.sequence(waiting.message, waiting)) {
            return NO_OP;
        }
        // there is no sequencer, as in a primary of an earlier build: no server keeps it
        cluster.publish(waiting.message);
        return waiting.unkept;
    }

    /** Keeps a message that was served without its place. */
    void onPlacedLate(long place, ClusterMessage message) {
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            logs.of(message.namespace()).append(place, broadcast.packet(), broadcast.options());
        } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
            logs.of(message.namespace()).append(place, null, disconnect.options());
        } else {
            logs.advance(place);
        }
    }

    /** @param message of another server; perhaps of a later build, and unknown here */
    void onSequenced(long place, ClusterMessage message) {
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            onBroadcast(place, broadcast);
        } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
            onDisconnectSockets(place, disconnect);
        } else {
            logs.advance(place);
        }
    }

    private void onBroadcast(long place, ClusterMessage.Broadcast broadcast) {
        ClusterAdapter present = all.find(broadcast.namespace());
        ClusterAdapter adapter = present == null ? appendWithoutAdapter(place, broadcast) : present;
        if (adapter != null) {
            adapter.local().kept().keep(place, broadcast.packet(), broadcast.options()).run();
        }
    }

    /** Appends the event to the log, unless the namespace has an adapter meanwhile, which this returns. */
    private @Nullable ClusterAdapter appendWithoutAdapter(long place, ClusterMessage.Broadcast broadcast) {
        EventLog log = logs.open(broadcast.namespace()); // so that the adapter has the same log
        try {
            synchronized (log) { // else the first client of the namespace could connect in between, and miss the event
                ClusterAdapter adapter = all.find(broadcast.namespace());
                if (adapter == null) {
                    log.append(place, broadcast.packet(), broadcast.options());
                }
                return adapter;
            }
        } finally {
            log.release();
        }
    }

    private void onDisconnectSockets(long place, ClusterMessage.DisconnectSockets disconnect) {
        logs.of(disconnect.namespace()).append(place, null, disconnect.options());
        ClusterAdapter adapter = all.find(disconnect.namespace());
        if (adapter != null) {
            adapter.local().disconnect(disconnect.options(), disconnect.close());
        }
    }
}
