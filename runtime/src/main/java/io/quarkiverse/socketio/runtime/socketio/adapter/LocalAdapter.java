package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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
    private final @Nullable SessionStore sessions;
    /** Guards the order of kept packets: all sockets get them in that of the store. Held for memory alone. */
    private final Object order = new Object();

    public LocalAdapter(AdapterEvents events, Alarm alarm) {
        this(events, alarm, null);
    }

    public LocalAdapter(AdapterEvents events, Alarm alarm, @Nullable SessionStore sessions) {
        this.events = events;
        this.index = new RoomIndex(events.roomsPerSocket(), news);
        this.alarm = alarm;
        this.sessions = sessions;
    }

    @Override
    public void reserve(Member member) {
        index.reserve(member);
    }

    @Override
    public void add(Member member) {
        index.add(member);
        news.tell();
    }

    @Override
    public @Nullable List<SessionStore.Missed> addAgain(Member member, String offset) {
        if (sessions == null) {
            throw new IllegalStateException("[BUG] nothing is kept");
        }
        List<SessionStore.Missed> missed;
        synchronized (order) { // so that a packet is either missed or delivered
            missed = sessions.missed(offset, member.id(), index.roomsOf(member));
            if (missed != null) {
                index.add(member);
            }
        }
        news.tell();
        return missed;
    }

    @Override
    public @Nullable SessionStore sessions() {
        return sessions;
    }

    @Override
    public void remove(Member member) {
        index.remove(member);
        news.tell();
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
        return sessions != null && !selection.flags().mayDrop();
    }

    /** Keeps an event and gives it its place behind others; it leaves when the caller runs what is returned. */
    public Runnable keep(EncodedPacket event, Selection selection, Origin origin) {
        if (sessions == null) {
            throw new IllegalStateException("[BUG] nothing is kept");
        }
        List<Runnable> departures = new ArrayList<>();
        synchronized (order) {
            enqueue(sessions.append(event, selection, origin), selection, departures);
        }
        return () -> departures.forEach(Runnable::run);
    }

    @Override
    public void bequeath() {
        // there is no other server
    }

    @Override
    public void claim(String pid, String offset, Consumer<@Nullable StoredSession> answer) {
        answer.accept(sessions == null ? null : sessions.restore(pid, offset));
    }

    /** As {@link #keep}, for one socket; {@code null} if another server has it now. */
    public @Nullable Runnable keepHere(String id, EncodedPacket event, Flags flags) {
        if (sessions == null) {
            throw new IllegalStateException("[BUG] nothing is kept");
        }
        Selection selection = Selection.ofSocket(id, flags.asLocal());
        List<Runnable> departures = new ArrayList<>(1);
        synchronized (order) {
            EncodedPacket packet = sessions.appendHere(id, event, selection);
            if (packet == null) {
                return null;
            }
            enqueue(packet, selection, departures);
        }
        return () -> departures.forEach(Runnable::run);
    }

    @Override
    public void emit(String id, EncodedPacket packet, Flags flags) {
        broadcast(packet, Selection.ofSocket(id, flags.asLocal()));
    }

    @Override
    public void broadcast(EncodedPacket packet, Selection selection) {
        if (keeps(selection)) {
            keep(packet, selection, Origin.LOCAL).run();
            return;
        }
        Collection<Member> members = index.select(selection);
        if (members.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet, selection.flags().compress());
        try {
            for (Member member : members) {
                member.deliver(frames.retain(), selection.flags().mayDrop());
            }
        } finally {
            frames.release();
        }
    }

    private void enqueue(EncodedPacket packet, Selection selection, List<Runnable> departures) {
        Collection<Member> members = index.select(selection);
        if (members.isEmpty()) {
            return;
        }
        PacketFrames frames = PacketFrames.of(packet, selection.flags().compress());
        try {
            for (Member member : members) {
                departures.add(member.enqueue(frames.retain(), false));
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
            if (!index.join(member, rooms)) {
                member.onTooManyRooms();
            }
        }
        news.tell();
    }

    @Override
    public void socketsLeave(Selection selection, Set<String> rooms) {
        index.select(selection).forEach(member -> rooms.forEach(room -> index.leave(member, room)));
        news.tell();
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        if (sessions != null) {
            sessions.forget(selection);
        }
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
        if (sessions != null) {
            sessions.close();
        }
    }
}
