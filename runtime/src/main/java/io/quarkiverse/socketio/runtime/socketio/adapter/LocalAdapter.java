package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.KeptEventDelivery;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.OutboxSlot;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * The adapter of a server that has no others.
 * <p>
 * Thread: any.
 */
public final class LocalAdapter implements Adapter {
    private static final Logger LOG = Logger.getLogger(LocalAdapter.class);
    private static final LogLimiter UNREADABLE = new LogLimiter();
    private static final String HERE = "this server";

    private final LocalRooms rooms;
    private final AdapterCallbacks events;
    private final Scheduler alarm;
    /** Both or none. */
    private final @Nullable KeptEventDelivery kept;
    private final @Nullable SessionStore sessions;

    public LocalAdapter(AdapterCallbacks events, Scheduler alarm) {
        this(events, alarm, null, null);
    }

    /** @param log of its namespace, and {@code sessions}, if clients come back to what they left; else both {@code null} */
    public LocalAdapter(AdapterCallbacks events, Scheduler alarm, @Nullable EventLog log, @Nullable SessionStore sessions) {
        this.events = events;
        this.alarm = alarm;
        this.rooms = new LocalRooms(events, log);
        this.kept = rooms.kept();
        this.sessions = sessions;
    }

    @Override
    public LocalRooms rooms() {
        return rooms;
    }

    /** What is kept for clients that come back; only where they do. */
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

    /** Whether events that go to these are kept for those who are gone. */
    public boolean keeps(BroadcastOptions selection) {
        return kept != null && !selection.flags().mayDrop();
    }

    @Override
    public void broadcast(EncodedPacket packet, BroadcastOptions selection) {
        if (keeps(selection)) {
            kept().keepNext(packet, selection).run();
        } else {
            deliver(packet, selection);
        }
    }

    /** As {@link #deliver}, for what another server sends: it does not wait for events of this one that have no place yet. */
    public void deliverAhead(EncodedPacket packet, BroadcastOptions selection) {
        deliver(packet, selection, (member, frames) -> member.enqueue(frames, OutboxSlot.NOWHERE, selection.flags().mayDrop())
                .run());
    }

    /** Sends to those who are here what is not kept. */
    public void deliver(EncodedPacket packet, BroadcastOptions selection) {
        deliver(packet, selection, (member, frames) -> member.deliver(frames, selection.flags().mayDrop()));
    }

    private void deliver(EncodedPacket packet, BroadcastOptions selection, BiConsumer<LocalSocket, PacketFrames> delivery) {
        Collection<LocalSocket> members = rooms.select(selection);
        if (members.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet, selection.flags().compress());
        try {
            for (LocalSocket member : members) {
                delivery.accept(member, frames.retain());
            }
        } finally {
            frames.release();
        }
    }

    @Override
    public Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions selection, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            ResponseCollector<EncodedPacket> inquiry = new ResponseCollector<>(Set.of(HERE), emitter::complete);
            emitter.onTermination(inquiry::end);
            ask(event, selection, inquiry, acksOf(HERE, inquiry));
            inquiry.start(alarm, timeout);
        });
    }

    /** Counts a server's acknowledgements. */
    public static AckListener acksOf(String server, ResponseCollector<EncodedPacket> inquiry) {
        return new AckListener() {
            @Override
            public void onCount(int clients) {
                inquiry.expect(server, clients);
            }

            @Override
            public void onAck(@Nullable EncodedPacket answer) {
                if (answer == null) {
                    inquiry.withdraw(server);
                } else {
                    inquiry.answer(server, answer);
                }
            }
        };
    }

    /** Sends a packet to sockets of this server, which are listened to until the inquiry ends. */
    public void ask(EncodedPacket event, BroadcastOptions selection, ResponseCollector<?> inquiry, AckListener listener) {
        Collection<LocalSocket> members = rooms.select(selection);
        listener.onCount(members.size());
        if (members.isEmpty()) {
            return;
        }
        AdapterCallbacks.AckRequest request = events.withAckId(event);
        PacketFrames frames = PacketFrames.of(request.event(), selection.flags().compress());
        List<Cancellable> waiting = new ArrayList<>(members.size());
        try {
            for (LocalSocket member : members) {
                waiting.add(member.deliverWithAck(frames.retain(), request.ackId()).subscribe().with(listener::onAck,
                        gone -> listener.onAck(null)));
            }
        } finally {
            frames.release();
        }
        inquiry.onEnd(() -> waiting.forEach(Cancellable::cancel));
    }

    @Override
    public Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions selection, Duration timeout) {
        return Uni.createFrom().item(() -> new Responses<>(details(selection), Set.of()));
    }

    /** Of the sockets of this server. */
    public List<SocketDetails> details(BroadcastOptions selection) {
        List<SocketDetails> details = new ArrayList<>();
        for (LocalSocket member : rooms.select(selection)) {
            details.add(new SocketDetails(member.id(), rooms.roomsOf(member), data(member), member.encodedHandshake()));
        }
        return details;
    }

    /** What one socket holds must not keep the others from being found. */
    private static byte[] data(LocalSocket member) {
        try {
            return member.encodedData();
        } catch (SocketIOException e) {
            UNREADABLE.logf(LOG, Logger.Level.WARN, null, "The data of socket %s is fetched as empty: %s", member.id(),
                    e.getMessage());
            return new byte[0];
        }
    }

    @Override
    public void socketsJoin(BroadcastOptions selection, Set<String> rooms) {
        for (LocalSocket member : this.rooms.select(selection)) {
            if (this.rooms.join(member, rooms)) {
                member.onRoomsChanged();
            } else {
                member.onTooManyRooms();
            }
        }
    }

    @Override
    public void socketsLeave(BroadcastOptions selection, Set<String> rooms) {
        for (LocalSocket member : this.rooms.select(selection)) {
            this.rooms.leave(member, rooms);
            member.onRoomsChanged();
        }
    }

    @Override
    public void disconnectSockets(BroadcastOptions selection, boolean close) {
        if (kept != null) {
            kept.keepNextDisconnect(selection);
        }
        disconnect(selection, close);
    }

    /** Disconnects those who are here. */
    public void disconnect(BroadcastOptions selection, boolean close) {
        rooms.select(selection).forEach(member -> member.disconnect(close));
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
