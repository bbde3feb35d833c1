package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Broadcast;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.DisconnectSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideEmit;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsJoin;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsLeave;
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
 * The adapter of one namespace in a cluster: performs each operation on the sockets of this server and, over the bus, on those
 * of the other servers. A message is published first and then handled here; the other servers handle it for their sockets and
 * publish nothing.
 * <p>
 * Thread: any.
 */
final class ClusterAdapter implements Adapter {
    private final String namespace;
    private final LocalAdapter local;
    private final AdapterCallbacks callbacks;
    private final ClusterClient cluster;
    private final ClusterAdapters all;
    private final @Nullable SequencedPublisher sequence;

    ClusterAdapter(String namespace, LocalAdapter local, AdapterCallbacks callbacks, ClusterAdapters all) {
        this.namespace = namespace;
        this.local = local;
        this.callbacks = callbacks;
        this.all = all;
        this.cluster = all.client();
        this.sequence = all.sequence();
    }

    String namespace() {
        return namespace;
    }

    LocalAdapter local() {
        return local;
    }

    AdapterCallbacks callbacks() {
        return callbacks;
    }

    /** Does what another server has done to its own sockets. */
    void receive(ClusterMessage.Command command) {
        if (command instanceof Broadcast broadcast) {
            local.deliverAhead(broadcast.packet(), broadcast.options());
        } else if (command instanceof ServerSideEmit emit) {
            callbacks.onServerSideEmit(emit.event(), null);
        } else if (command instanceof SocketsJoin join) {
            local.socketsJoin(join.options(), join.rooms());
        } else if (command instanceof SocketsLeave leave) {
            local.socketsLeave(leave.options(), leave.rooms());
        } else if (command instanceof DisconnectSockets disconnect) {
            local.disconnect(disconnect.options(), disconnect.close());
        }
    }

    List<SocketDetails> details(BroadcastOptions options) {
        return local.details(options);
    }

    /** Sends an event of another server that asks for acknowledgements to the sockets of this server. */
    void ask(EncodedPacket event, BroadcastOptions options, ResponseCollector<EncodedPacket> collector, AckListener listener) {
        local.ask(event, options, collector, listener);
    }

    @Override
    public LocalRooms rooms() {
        return local.rooms();
    }

    private void publish(BroadcastOptions options, ClusterMessage message) {
        if (!options.local()) {
            cluster.publish(message);
        }
    }

    @Override
    public void broadcast(EncodedPacket packet, BroadcastOptions options) {
        if (sequence == null || !local.keeps(options)) {
            publish(options, new Broadcast(namespace, options, packet));
            local.broadcast(packet, options);
        } else if (options.local()) { // a client that is disconnected belongs to no server
            local.rooms().select(options).forEach(socket -> socket.emitKept(packet, options.flags()));
        } else {
            sequence.emit(namespace, local, packet, options);
        }
    }

    @Override
    public Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions options, Duration timeout) {
        return options.local() ? local.broadcastWithAck(event, options, timeout)
                : cluster.askClients(local, namespace, event, options, timeout);
    }

    @Override
    public Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions options, Duration timeout) {
        return options.local() ? local.fetchSockets(options, timeout)
                : cluster.fetch(local, namespace, options, timeout);
    }

    @Override
    public void socketsJoin(BroadcastOptions options, Set<String> rooms) {
        publish(options, new SocketsJoin(namespace, options, rooms));
        local.socketsJoin(options, rooms);
    }

    @Override
    public void socketsLeave(BroadcastOptions options, Set<String> rooms) {
        publish(options, new SocketsLeave(namespace, options, rooms));
        local.socketsLeave(options, rooms);
    }

    @Override
    public void disconnectSockets(BroadcastOptions options, boolean close) {
        if (sequence == null || options.local()) {
            publish(options, new DisconnectSockets(namespace, options, close));
            local.disconnect(options, close);
        } else {
            sequence.disconnect(namespace, local, options, close);
        }
    }

    @Override
    public void serverSideEmit(EncodedPacket event) {
        cluster.publish(new ServerSideEmit(namespace, event));
    }

    @Override
    public Uni<Responses<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout) {
        return cluster.askServers(namespace, event, timeout);
    }

    @Override
    public Uni<Integer> serverCount() {
        return cluster.countServers(namespace);
    }

    @Override
    public Duration requestTimeout() {
        return all.requestTimeout();
    }

    @Override
    public @Nullable EventLog log() {
        return local.log();
    }

    @Override
    public @Nullable SessionStore sessions() {
        return local.sessions();
    }

    @Override
    public void close() {
        all.remove(this);
        local.close();
    }
}
