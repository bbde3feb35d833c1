package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.AckListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterEvents;
import io.quarkiverse.socketio.runtime.socketio.adapter.Answers;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.Flags;
import io.quarkiverse.socketio.runtime.socketio.adapter.Inquiry;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Member;
import io.quarkiverse.socketio.runtime.socketio.adapter.Origin;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.smallrye.mutiny.Uni;

/**
 * One namespace on this server and, over the bus, on the others. Whatever is done to many sockets is published first and done
 * here after;
 * the others do it to theirs and publish nothing.
 * <p>
 * Thread: any.
 */
final class ClusterAdapter implements Adapter, ClusterMessage.Performer {
    private final String namespace;
    private final LocalAdapter here;
    private final AdapterEvents events;
    private final ClusterRequests cluster;
    private final ClusterAdapters all;
    /** Held while an event is queued for the other servers and for the sockets here, but not while it is sent. */
    private final Object numbers = new Object();
    private long published;
    private volatile @Nullable String heir;

    ClusterAdapter(String namespace, LocalAdapter here, AdapterEvents events, ClusterRequests cluster, ClusterAdapters all) {
        this.all = all;
        this.published = all.highestNumber();
        this.namespace = namespace;
        this.here = here;
        this.events = events;
        this.cluster = cluster;
    }

    String namespace() {
        return namespace;
    }

    /** The number of the last event that other servers got of this one. */
    long published() {
        synchronized (numbers) {
            return published;
        }
    }

    AdapterEvents events() {
        return events;
    }

    @Override
    public void onServerSideEmit(ClusterMessage.ServerSideEmit emit) {
        events.onServerSideEmit(emit.event(), null);
    }

    @Override
    public void onSocketsJoin(ClusterMessage.SocketsJoin join) {
        here.socketsJoin(join.selection(), join.rooms());
    }

    @Override
    public void onSocketsLeave(ClusterMessage.SocketsLeave leave) {
        here.socketsLeave(leave.selection(), leave.rooms());
    }

    @Override
    public void onDisconnectSockets(ClusterMessage.DisconnectSockets disconnect) {
        here.disconnectSockets(disconnect.selection(), disconnect.close());
    }

    @Override
    public void onEntered(String from) {
        tellHeard(from);
    }

    @Override
    public void onHeard(SessionMessages.Heard heard) {
        if (here.sessions() != null) {
            store().learn(heard.last());
        }
    }

    @Override
    public void onClaimEnded(SessionMessages.ClaimEnded ended) {
        cluster.claims().onEnded(ended);
    }

    @Override
    public void onBequest(String from, SessionMessages.Bequest bequest) {
        String mine = heir;
        if (mine != null && !mine.equals(from)) { // this server leaves too
            cluster.send(mine, bequest);
        } else if (here.sessions() != null) {
            store().inherit(Bequests.read(this, bequest), bequest.last());
        }
    }

    @Override
    public void bequeath() {
        String newest = cluster.newest();
        if (newest == null || here.sessions() == null) {
            return;
        }
        heir = newest;
        for (Estate estate : store().bequeath()) {
            Bequests.write(this, estate, part -> cluster.send(newest, part));
        }
    }

    /** Who has what this server had; {@code null} unless it leaves. */
    @Nullable
    String heir() {
        return heir;
    }

    @Override
    public void onBroadcast(String from, ClusterMessage.Broadcast broadcast) {
        if (broadcast.number() > 0 && here.keeps(broadcast.selection())) {
            here.keep(broadcast.packet(), broadcast.selection(), new Origin(from, broadcast.number())).run();
        } else {
            here.broadcast(broadcast.packet(), broadcast.selection());
        }
    }

    /** This server has the namespace now. */
    void enter() {
        if (here.sessions() != null) {
            cluster.publish(new SessionMessages.Entered(namespace));
        }
    }

    /** So that a server knows of the events before its time that they were before. */
    void tellHeard(String server) {
        if (here.sessions() != null) {
            Map<String, Long> heard = new HashMap<>(store().heard());
            heard.putIfAbsent(cluster.self(), 0L);
            cluster.send(server, new SessionMessages.Heard(namespace, heard));
        }
    }

    /** What clients come back to, where they do. */
    SessionStore store() {
        SessionStore store = here.sessions();
        if (store == null) {
            throw new IllegalStateException("[BUG] nothing is kept");
        }
        return store;
    }

    /** For another server; fails as {@link AdapterEvents#encodeValues}. */
    SessionMessages.MovedSession write(StoredSession session, Map<String, Long> heard) {
        return new SessionMessages.MovedSession(session.id(), session.pid(), session.rooms(),
                events.encodeValues(session.data()), heard);
    }

    /** From another server; fails as {@link AdapterEvents#decodeValues}. */
    StoredSession read(SessionMessages.MovedSession moved) {
        Map<String, Object> data = new ConcurrentHashMap<>(2);
        events.decodeValues(moved.data()).forEach((key, value) -> {
            if (value != null) {
                data.put(key, value);
            }
        });
        return new StoredSession(moved.id(), moved.pid(), moved.rooms(), data, 0, null);
    }

    List<SocketDetails> details(Selection selection) {
        return here.details(selection);
    }

    /** Another server's question to the clients. */
    void ask(EncodedPacket event, Selection selection, Inquiry<EncodedPacket> inquiry, AckListener listener) {
        here.ask(event, selection, inquiry, listener);
    }

    private void publish(Selection selection, ClusterMessage message) {
        if (!selection.local()) {
            cluster.publish(message);
        }
    }

    @Override
    public void broadcast(EncodedPacket packet, Selection selection) {
        if (!selection.local() && here.keeps(selection)) {
            broadcastKept(packet, selection);
            return;
        }
        publish(selection, new ClusterMessage.Broadcast(namespace, selection, packet, 0));
        here.broadcast(packet, selection);
    }

    @Override
    public void emit(String id, EncodedPacket packet, Flags flags) {
        Runnable departure = here.keepHere(id, packet, flags);
        if (departure == null) {
            broadcastKept(packet, Selection.ofSocket(id, flags));
        } else {
            departure.run();
        }
    }

    /** All servers keep the events of this one in the order of their numbers. */
    private void broadcastKept(EncodedPacket event, Selection selection) {
        Runnable departure;
        synchronized (numbers) {
            published++;
            cluster.publish(new ClusterMessage.Broadcast(namespace, selection, event, published));
            departure = here.keep(event, selection, new Origin(cluster.self(), published));
        }
        departure.run();
    }

    @Override
    public Uni<Answers<EncodedPacket>> broadcastWithAck(EncodedPacket event, Selection selection, Duration timeout) {
        return selection.local() ? here.broadcastWithAck(event, selection, timeout)
                : cluster.askClients(here, namespace, event, selection, timeout);
    }

    @Override
    public Uni<Answers<SocketDetails>> fetchSockets(Selection selection, Duration timeout) {
        return selection.local() ? here.fetchSockets(selection, timeout)
                : cluster.fetch(here, namespace, selection, timeout);
    }

    @Override
    public void socketsJoin(Selection selection, Set<String> rooms) {
        publish(selection, new ClusterMessage.SocketsJoin(namespace, selection, rooms));
        here.socketsJoin(selection, rooms);
    }

    @Override
    public void socketsLeave(Selection selection, Set<String> rooms) {
        publish(selection, new ClusterMessage.SocketsLeave(namespace, selection, rooms));
        here.socketsLeave(selection, rooms);
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        publish(selection, new ClusterMessage.DisconnectSockets(namespace, selection, close));
        here.disconnectSockets(selection, close);
    }

    @Override
    public void serverSideEmit(EncodedPacket event) {
        cluster.publish(new ClusterMessage.ServerSideEmit(namespace, event));
    }

    @Override
    public void reserve(Member member) {
        here.reserve(member);
    }

    @Override
    public Uni<Answers<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout) {
        return cluster.askServers(namespace, event, timeout);
    }

    @Override
    public Uni<Integer> serverCount() {
        return Uni.createFrom().item(() -> cluster.others().size() + 1);
    }

    @Override
    public void add(Member member) {
        here.add(member);
    }

    @Override
    public @Nullable List<SessionStore.Missed> addAgain(Member member, String offset) {
        return here.addAgain(member, offset);
    }

    @Override
    public void claim(String pid, String offset, Consumer<@Nullable StoredSession> answer) {
        if (store().holds(pid)) {
            here.claim(pid, offset, answer);
        } else {
            cluster.claims().claim(this, pid, offset, answer);
        }
    }

    @Override
    public @Nullable SessionStore sessions() {
        return here.sessions();
    }

    @Override
    public void remove(Member member) {
        here.remove(member);
    }

    @Override
    public boolean join(Member member, Collection<String> rooms) {
        return here.join(member, rooms);
    }

    @Override
    public void leave(Member member, String room) {
        here.leave(member, room);
    }

    @Override
    public boolean contains(Member member) {
        return here.contains(member);
    }

    @Override
    public Set<String> rooms() {
        return here.rooms();
    }

    @Override
    public void listen(RoomListener listener) {
        here.listen(listener);
    }

    @Override
    public Set<String> roomsOf(Member member) {
        return here.roomsOf(member);
    }

    @Override
    public Collection<Member> local(Selection selection) {
        return here.local(selection);
    }

    @Override
    public void close() {
        all.remove(this);
        here.close();
    }
}
