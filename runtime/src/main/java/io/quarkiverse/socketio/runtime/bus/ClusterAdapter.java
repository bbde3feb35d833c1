package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.adapter.AckListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterCallbacks;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalRooms;
import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.smallrye.mutiny.Uni;

/**
 * One namespace on this server and, over the bus, on the others. Whatever is done to many sockets is published first and done
 * here after; the others do it to theirs and publish nothing.
 * <p>
 * Thread: any.
 */
final class ClusterAdapter implements Adapter, ClusterMessage.Performer {
    private final String namespace;
    private final LocalAdapter here;
    private final AdapterCallbacks events;
    private final ClusterClient cluster;
    private final ClusterAdapters all;
    private final @Nullable SequencedPublisher sequence;

    ClusterAdapter(String namespace, LocalAdapter here, AdapterCallbacks events, ClusterAdapters all) {
        this.namespace = namespace;
        this.here = here;
        this.events = events;
        this.all = all;
        this.cluster = all.requests();
        this.sequence = here.log() == null ? null : all.sequence();
    }

    String namespace() {
        return namespace;
    }

    LocalAdapter here() {
        return here;
    }

    AdapterCallbacks events() {
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
        here.disconnect(disconnect.selection(), disconnect.close());
    }

    @Override
    public void onBroadcast(ClusterMessage.Broadcast broadcast) {
        here.deliverAhead(broadcast.packet(), broadcast.selection());
    }

    List<SocketDetails> details(BroadcastOptions selection) {
        return here.details(selection);
    }

    /** Another server's question to the clients. */
    void ask(EncodedPacket event, BroadcastOptions selection, ResponseCollector<EncodedPacket> inquiry, AckListener listener) {
        here.ask(event, selection, inquiry, listener);
    }

    @Override
    public LocalRooms rooms() {
        return here.rooms();
    }

    private void publish(BroadcastOptions selection, ClusterMessage message) {
        if (!selection.local()) {
            cluster.publish(message);
        }
    }

    @Override
    public void broadcast(EncodedPacket packet, BroadcastOptions selection) {
        if (sequence == null || !here.keeps(selection)) {
            publish(selection, new ClusterMessage.Broadcast(namespace, selection, packet));
            here.deliver(packet, selection);
        } else if (selection.local()) { // whoever is gone has no server
            here.rooms().select(selection).forEach(member -> member.emitKept(packet, selection.flags()));
        } else {
            sequence.emit(namespace, here, packet, selection);
        }
    }

    @Override
    public Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions selection, Duration timeout) {
        return selection.local() ? here.broadcastWithAck(event, selection, timeout)
                : cluster.askClients(here, namespace, event, selection, timeout);
    }

    @Override
    public Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions selection, Duration timeout) {
        return selection.local() ? here.fetchSockets(selection, timeout)
                : cluster.fetch(here, namespace, selection, timeout);
    }

    @Override
    public void socketsJoin(BroadcastOptions selection, Set<String> rooms) {
        publish(selection, new ClusterMessage.SocketsJoin(namespace, selection, rooms));
        here.socketsJoin(selection, rooms);
    }

    @Override
    public void socketsLeave(BroadcastOptions selection, Set<String> rooms) {
        publish(selection, new ClusterMessage.SocketsLeave(namespace, selection, rooms));
        here.socketsLeave(selection, rooms);
    }

    @Override
    public void disconnectSockets(BroadcastOptions selection, boolean close) {
        if (sequence == null || selection.local()) {
            publish(selection, new ClusterMessage.DisconnectSockets(namespace, selection, close));
            here.disconnect(selection, close);
        } else {
            sequence.disconnect(namespace, here, selection, close);
        }
    }

    @Override
    public void serverSideEmit(EncodedPacket event) {
        cluster.publish(new ClusterMessage.ServerSideEmit(namespace, event));
    }

    @Override
    public Uni<Responses<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout) {
        return cluster.askServers(namespace, event, timeout);
    }

    @Override
    public Uni<Integer> serverCount() {
        return Uni.createFrom().item(() -> cluster.others().size() + 1);
    }

    @Override
    public @Nullable EventLog log() {
        return here.log();
    }

    @Override
    public @Nullable SessionStore sessions() {
        return here.sessions();
    }

    @Override
    public void close() {
        all.remove(this);
        here.close();
    }
}
