package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.KeptEventDelivery;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.ClientAnswer;
import io.quarkiverse.socketio.runtime.socketio.rooms.Delivery;
import io.quarkiverse.socketio.runtime.socketio.rooms.EventSlot;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * The adapter of a server without others.
 * <p>
 * Thread: any.
 */
public final class LocalAdapter implements Adapter {
    private static final Logger LOG = Logger.getLogger(LocalAdapter.class);
    private static final LogLimiter UNREADABLE = new LogLimiter();
    private static final String HERE = "this server";

    private final LocalRooms rooms;
    private final AdapterCallbacks callbacks;
    private final Scheduler scheduler;
    /** Both are {@code null} if clients cannot recover their sessions. */
    private final @Nullable KeptEventDelivery kept;
    private final @Nullable SessionStore sessions;

    public LocalAdapter(AdapterCallbacks callbacks, Scheduler scheduler) {
        this(callbacks, scheduler, null, null);
    }

    /**
     * @param log the log of the namespace, opened for this adapter, and {@code sessions}, if clients can recover their sessions;
     *        else both {@code null}
     */
    public LocalAdapter(AdapterCallbacks callbacks, Scheduler scheduler, @Nullable EventLog log,
            @Nullable SessionStore sessions) {
        this.callbacks = callbacks;
        this.scheduler = scheduler;
        this.rooms = new LocalRooms(callbacks, log);
        this.kept = rooms.kept();
        this.sessions = sessions;
    }

    @Override
    public LocalRooms rooms() {
        return rooms;
    }

    /** Returns the delivery of kept events; throws where clients cannot recover their sessions. */
    public KeptEventDelivery kept() {
        if (kept == null) {
            throw new IllegalStateException("[BUG] nothing is kept");
        }
        return kept;
    }

    @Override
    public @Nullable EventLog log() {
        return kept == null ? null : kept.log();
    }

    @Override
    public @Nullable SessionStore sessions() {
        return sessions;
    }

    /** Whether events with these options are kept for clients that reconnect. */
    public boolean keeps(BroadcastOptions options) {
        return kept != null && !options.flags().mayDrop();
    }

    @Override
    public void broadcast(EncodedPacket packet, BroadcastOptions options) {
        if (keeps(options)) {
            kept().keepNext(packet, options).run();
        } else {
            deliver(packet, options);
        }
    }

    /** As {@link #deliver}, for an event of another server: does not wait for events of this server that have no place yet. */
    public void deliverAhead(EncodedPacket packet, BroadcastOptions options) {
        if (kept == null) { // there are no such events
            deliver(packet, options);
            return;
        }
        Collection<LocalSocket> sockets = select("event", options);
        if (sockets.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet, options.flags().compress());
        try {
            for (LocalSocket socket : sockets) {
                socket.enqueue(frames.retain(), EventSlot.NO_PLACE, options.flags().mayDrop()).run();
            }
        } finally {
            frames.release();
        }
    }

    /** Sends an event that is not kept to the sockets selected of this server. */
    public void deliver(EncodedPacket packet, BroadcastOptions options) {
        Collection<LocalSocket> sockets = select("event", options);
        if (sockets.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet, options.flags().compress());
        TaskGroup<Delivery> group = new TaskGroup<>(new Delivery(frames, options.flags().mayDrop()));
        try {
            for (LocalSocket socket : sockets) {
                socket.deliver(group);
            }
        } finally {
            group.start();
            frames.release();
        }
    }

    private Collection<LocalSocket> select(String what, BroadcastOptions options) {
        Collection<LocalSocket> sockets = rooms.select(options);
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: broadcasts an %s to %s: %d here", DebugLog.name(callbacks.namespace()), what, options,
                    sockets.size());
        }
        return sockets;
    }

    @Override
    public Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions options, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            ResponseCollector<EncodedPacket> collector = new ResponseCollector<>(Set.of(HERE), emitter);
            emitter.onTermination(collector::complete);
            ask(event, options, collector, acksOf(HERE, collector));
            collector.start(scheduler, timeout);
        });
    }

    /** Returns a listener that adds the acknowledgements of this server's clients to a collector, and holds them for these. */
    public static AckListener acksOf(String server, ResponseCollector<EncodedPacket> collector) {
        return new AckListener() {
            @Override
            public void onCount(int clients) {
                collector.expect(server, clients);
            }

            @Override
            public void onAck(ClientAnswer answer) {
                collector.hold(answer.sender(), answer.packet().size());
                collector.addResponse(server, answer.packet());
            }

            @Override
            public void onGone() {
                collector.withdraw(server);
            }
        };
    }

    /**
     * Sends a packet that asks for acknowledgements to the sockets selected of this server, and listens for them until the
     * collector is completed.
     */
    public void ask(EncodedPacket event, BroadcastOptions options, ResponseCollector<?> collector, AckListener listener) {
        Collection<LocalSocket> sockets = select("event with acknowledgement", options);
        listener.onCount(sockets.size());
        if (sockets.isEmpty()) {
            return;
        }
        long ackId = callbacks.nextAckId();
        PacketFrames frames = PacketFrames.of(callbacks.parser().withAckId(event, ackId), options.flags().compress());
        List<Cancellable> waiting = new ArrayList<>(sockets.size());
        try {
            for (LocalSocket socket : sockets) {
                waiting.add(socket.deliverWithAck(frames.retain(), ackId).subscribe().with(listener::onAck,
                        gone -> listener.onGone()));
            }
        } finally {
            frames.release();
        }
        collector.onComplete(() -> waiting.forEach(Cancellable::cancel));
    }

    @Override
    public Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions options, Duration timeout) {
        return Uni.createFrom().item(() -> new Responses<>(details(options), Set.of()));
    }

    /** Describes the sockets selected of this server. */
    public List<SocketDetails> details(BroadcastOptions options) {
        List<SocketDetails> details = new ArrayList<>();
        for (LocalSocket socket : rooms.select(options)) {
            details.add(new SocketDetails(socket.id(), rooms.roomsOf(socket), data(socket), socket.encodedHandshake()));
        }
        return details;
    }

    /** Data that cannot be encoded must not keep the other sockets from being fetched. */
    private static byte[] data(LocalSocket socket) {
        try {
            return socket.encodedData();
        } catch (SocketIOException e) {
            UNREADABLE.logf(LOG, Logger.Level.WARN, null, "The data of socket %s is fetched as empty: %s", socket.id(),
                    e.getMessage());
            return new byte[0];
        }
    }

    @Override
    public void socketsJoin(BroadcastOptions options, Set<String> rooms) {
        for (LocalSocket socket : this.rooms.select(options)) {
            if (this.rooms.join(socket, rooms)) {
                socket.onRoomsChanged();
            } else {
                socket.onTooManyRooms();
            }
        }
    }

    @Override
    public void socketsLeave(BroadcastOptions options, Set<String> rooms) {
        for (LocalSocket socket : this.rooms.select(options)) {
            this.rooms.leave(socket, rooms);
            socket.onRoomsChanged();
        }
    }

    @Override
    public void disconnectSockets(BroadcastOptions options, boolean close) {
        if (kept != null) {
            kept.keepNextDisconnect(options);
        }
        disconnect(options, close);
    }

    /** Disconnects the sockets selected of this server. */
    public void disconnect(BroadcastOptions options, boolean close) {
        rooms.select(options).forEach(socket -> socket.disconnect(close));
    }

    @Override
    public void serverSideEmit(EncodedPacket event) {
        // there is no other server
    }

    @Override
    public Uni<Responses<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout) {
        return Uni.createFrom().item(new Responses<>(List.of(), Set.of()));
    }

    @Override
    public Uni<Integer> serverCount() {
        return Uni.createFrom().item(1);
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
        }
        if (sessions != null) {
            sessions.close();
        }
    }
}
