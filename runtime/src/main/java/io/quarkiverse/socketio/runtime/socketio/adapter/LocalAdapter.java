package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
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

    private final RoomNews news = new RoomNews();
    private final RoomIndex index;
    private final AdapterEvents events;
    private final Alarm alarm;
    /** Both or none. */
    private final @Nullable KeptEvents kept;
    private final @Nullable SessionStore sessions;

    public LocalAdapter(AdapterEvents events, Alarm alarm) {
        this(events, alarm, null, null);
    }

    /** @param log of its namespace, and {@code sessions}, if clients come back to what they left; else both {@code null} */
    public LocalAdapter(AdapterEvents events, Alarm alarm, @Nullable EventLog log, @Nullable SessionStore sessions) {
        this.events = events;
        this.index = new RoomIndex(events.roomsPerSocket(), news);
        this.alarm = alarm;
        this.kept = log == null ? null : new KeptEvents(log, index, events);
        this.sessions = sessions;
    }

    @Override
    public void reserve(Member member) {
        index.reserve(member);
    }

    @Override
    public long add(Member member) {
        long position = 0;
        if (kept == null) {
            index.add(member);
        } else {
            position = kept.add(member);
        }
        news.tell();
        return position;
    }

    @Override
    public @Nullable List<SentEvent> addAgain(Member member, StoredSession.Progress progress, Offset offset) {
        List<SentEvent> missed = kept().addAgain(member, progress, offset);
        news.tell();
        return missed;
    }

    /** What is kept for clients that come back; only where they do. */
    public KeptEvents kept() {
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

    @Override
    public long remove(Member member) {
        long position = 0;
        if (kept == null) {
            index.remove(member);
        } else {
            position = kept.remove(member);
        }
        news.tell();
        return position;
    }

    @Override
    public boolean join(Member member, Collection<String> rooms) {
        boolean joined = index.join(member, rooms);
        news.tell();
        return joined;
    }

    @Override
    public void leave(Member member, String room) {
        index.leave(member, room);
        news.tell();
    }

    @Override
    public Set<String> rooms() {
        return index.rooms();
    }

    @Override
    public void listen(RoomListener listener) {
        news.listen(listener);
    }

    @Override
    public boolean contains(Member member) {
        return index.contains(member);
    }

    @Override
    public Set<String> roomsOf(Member member) {
        return index.roomsOf(member);
    }

    @Override
    public Collection<Member> local(Selection selection) {
        return index.select(selection);
    }

    /** Whether events that go to these are kept for those who are gone. */
    public boolean keeps(Selection selection) {
        return kept != null && !selection.flags().mayDrop();
    }

    @Override
    public void broadcast(EncodedPacket packet, Selection selection) {
        if (keeps(selection)) {
            kept().keepNext(packet, selection).run();
        } else {
            deliver(packet, selection);
        }
    }

    /** As {@link #deliver}, for what another server sends: it does not wait for events of this one that have no place yet. */
    public void deliverAhead(EncodedPacket packet, Selection selection) {
        deliver(packet, selection, (member, frames) -> member.enqueue(frames, OutboxSlot.NOWHERE, selection.flags().mayDrop())
                .run());
    }

    /** Sends to those who are here what is not kept. */
    public void deliver(EncodedPacket packet, Selection selection) {
        deliver(packet, selection, (member, frames) -> member.deliver(frames, selection.flags().mayDrop()));
    }

    private void deliver(EncodedPacket packet, Selection selection, BiConsumer<Member, PacketFrames> delivery) {
        Collection<Member> members = index.select(selection);
        if (members.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet, selection.flags().compress());
        try {
            for (Member member : members) {
                delivery.accept(member, frames.retain());
            }
        } finally {
            frames.release();
        }
    }

    @Override
    public Uni<Answers<EncodedPacket>> broadcastWithAck(EncodedPacket event, Selection selection, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            Inquiry<EncodedPacket> inquiry = new Inquiry<>(Set.of(HERE), emitter::complete);
            emitter.onTermination(inquiry::end);
            ask(event, selection, inquiry, acksOf(HERE, inquiry));
            inquiry.start(alarm, timeout);
        });
    }

    /** Counts a server's acknowledgements. */
    public static AckListener acksOf(String server, Inquiry<EncodedPacket> inquiry) {
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
    public void ask(EncodedPacket event, Selection selection, Inquiry<?> inquiry, AckListener listener) {
        Collection<Member> members = index.select(selection);
        listener.onCount(members.size());
        if (members.isEmpty()) {
            return;
        }
        AdapterEvents.Question question = events.withAckId(event);
        PacketFrames frames = PacketFrames.of(question.event(), selection.flags().compress());
        List<Cancellable> waiting = new ArrayList<>(members.size());
        try {
            for (Member member : members) {
                waiting.add(member.deliverWithAck(frames.retain(), question.ackId()).subscribe().with(listener::onAck,
                        gone -> listener.onAck(null)));
            }
        } finally {
            frames.release();
        }
        inquiry.onEnd(() -> waiting.forEach(Cancellable::cancel));
    }

    @Override
    public Uni<Answers<SocketDetails>> fetchSockets(Selection selection, Duration timeout) {
        return Uni.createFrom().item(() -> new Answers<>(details(selection), Set.of()));
    }

    /** Of the sockets of this server. */
    public List<SocketDetails> details(Selection selection) {
        List<SocketDetails> details = new ArrayList<>();
        for (Member member : index.select(selection)) {
            details.add(new SocketDetails(member.id(), index.roomsOf(member), data(member), member.encodedHandshake()));
        }
        return details;
    }

    /** What one socket holds must not keep the others from being found. */
    private static byte[] data(Member member) {
        try {
            return member.encodedData();
        } catch (SocketIOException e) {
            UNREADABLE.logf(LOG, Logger.Level.WARN, null, "The data of socket %s is fetched as empty: %s", member.id(),
                    e.getMessage());
            return new byte[0];
        }
    }

    @Override
    public void socketsJoin(Selection selection, Set<String> rooms) {
        for (Member member : index.select(selection)) {
            if (index.join(member, rooms)) {
                member.onRoomsChanged();
            } else {
                member.onTooManyRooms();
            }
        }
        news.tell();
    }

    @Override
    public void socketsLeave(Selection selection, Set<String> rooms) {
        for (Member member : index.select(selection)) {
            rooms.forEach(room -> index.leave(member, room));
            member.onRoomsChanged();
        }
        news.tell();
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        if (kept != null) {
            kept.keepNextDisconnect(selection);
        }
        disconnect(selection, close);
    }

    /** Disconnects those who are here. */
    public void disconnect(Selection selection, boolean close) {
        index.select(selection).forEach(member -> member.disconnect(close));
    }

    @Override
    public void serverSideEmit(EncodedPacket event) {
        // there is no other server
    }

    @Override
    public Uni<Answers<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout) {
        return Uni.createFrom().item(new Answers<>(List.of(), Set.of()));
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
