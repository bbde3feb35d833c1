package io.quarkiverse.socketio.runtime.bus;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterEvents;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Member;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.smallrye.mutiny.Uni;

/**
 * One namespace on this server and, over the bus, on the others. Whatever is done to many sockets is published first and done
 * here after;
 * the others do it to theirs and publish nothing.
 * <p>
 * Thread: any.
 */
final class ClusterAdapter implements Adapter {
    private final String namespace;
    private final LocalAdapter here;
    private final AdapterEvents events;
    private final ClusterAdapters cluster;

    ClusterAdapter(String namespace, LocalAdapter here, AdapterEvents events, ClusterAdapters cluster) {
        this.namespace = namespace;
        this.here = here;
        this.events = events;
        this.cluster = cluster;
    }

    /** Another server's wish. */
    void onMessage(ClusterMessage message) {
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            here.broadcast(broadcast.packet(), broadcast.selection());
        } else if (message instanceof ClusterMessage.ServerSideEmit emit) {
            events.onServerSideEmit(emit.event());
        } else if (message instanceof ClusterMessage.SocketsJoin join) {
            here.socketsJoin(join.selection(), join.rooms());
        } else if (message instanceof ClusterMessage.SocketsLeave leave) {
            here.socketsLeave(leave.selection(), leave.rooms());
        } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
            here.disconnectSockets(disconnect.selection(), disconnect.close());
        } else {
            throw new IllegalStateException("[BUG] not for one namespace: " + message);
        }
    }

    List<SocketDetails> details(Selection selection) {
        return here.details(selection);
    }

    private void publish(Selection selection, ClusterMessage message) {
        if (!selection.local()) {
            cluster.publish(message);
        }
    }

    @Override
    public void broadcast(EncodedPacket packet, Selection selection) {
        publish(selection, new ClusterMessage.Broadcast(namespace, selection, packet));
        here.broadcast(packet, selection);
    }

    @Override
    public Uni<List<SocketDetails>> fetchSockets(Selection selection) {
        return selection.local() ? here.fetchSockets(selection)
                : Uni.createFrom().deferred(() -> cluster.fetch(namespace, selection, here.details(selection)));
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
    public void add(Member member) {
        here.add(member);
    }

    @Override
    public void remove(String id) {
        here.remove(id);
    }

    @Override
    public void join(String id, Collection<String> rooms) {
        here.join(id, rooms);
    }

    @Override
    public void leave(String id, String room) {
        here.leave(id, room);
    }

    @Override
    public boolean contains(String id) {
        return here.contains(id);
    }

    @Override
    public Set<String> roomsOf(String id) {
        return here.roomsOf(id);
    }

    @Override
    public Collection<Member> local(Selection selection) {
        return here.local(selection);
    }
}
