package io.quarkiverse.socketio.runtime.bus;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage.BroadcastWithAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientCount;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchedSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideRequest;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideResponse;
import io.quarkiverse.socketio.runtime.bus.LogMessages.FetchLogs;
import io.quarkiverse.socketio.runtime.bus.LogMessages.FetchedLog;
import io.quarkiverse.socketio.runtime.socketio.adapter.AckListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.ResponseCollector;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.ClientAnswer;
import io.smallrye.mutiny.Uni;

/**
 * Responds to a request of another server about one namespace.
 * <p>
 * Thread: any.
 *
 * @param server the other server
 * @param adapter of the namespace; {@code null} where no client of this server ever connected to it
 * @param logs {@code null} where events are not kept
 */
record NamespaceRequestHandler(ClusterClient cluster, String server,
        @Nullable ClusterAdapter adapter, @Nullable LogTransfer logs) {

    void respond(ClusterMessage.Request request) {
        if (request instanceof BroadcastWithAck broadcast) {
            onBroadcastWithAck(broadcast);
        } else if (request instanceof FetchSockets fetch) {
            onFetchSockets(fetch);
        } else if (request instanceof ServerSideRequest event) {
            onServerSideRequest(event);
        } else if (request instanceof FetchLogs fetch) {
            onFetchLogs(fetch);
        }
    }

    private void onFetchSockets(FetchSockets request) {
        List<SocketDetails> sockets = adapter == null ? List.of() : adapter.details(request.options());
        for (MessageParts.Part<SocketDetails> part : MessageParts.of(sockets, cluster.bus().partBytes(server),
                SocketDetails::bytes)) {
            cluster.send(server, new FetchedSockets(request.namespace(), request.request(), part.items(), part.more()));
        }
    }

    private void onServerSideRequest(ServerSideRequest request) {
        if (adapter == null) {
            sendResponse(request, null);
        } else {
            adapter.callbacks().onServerSideEmit(request.event(), answer -> sendResponse(request, answer));
        }
    }

    private void sendResponse(ServerSideRequest request, @Nullable EncodedPacket answer) {
        cluster.send(server, new ServerSideResponse(request.namespace(), request.request(), answer));
    }

    private void onBroadcastWithAck(BroadcastWithAck request) {
        AckListener asker = relay(request);
        if (adapter == null) {
            asker.onCount(0);
        } else {
            ask(request, adapter, asker);
        }
    }

    private AckListener relay(BroadcastWithAck request) {
        return new AckListener() {
            @Override
            public void onCount(int clients) {
                cluster.send(server, new ClientCount(request.namespace(), request.request(), clients));
            }

            @Override
            public void onAck(ClientAnswer answer) {
                cluster.send(server, new ClientAck(request.namespace(), request.request(), answer.packet()));
            }

            @Override
            public void onGone() {
                cluster.send(server, new ClientAck(request.namespace(), request.request(), null));
            }
        };
    }

    /** Asks the clients, and stops waiting for them when the timeout of the request is over. */
    private void ask(BroadcastWithAck request, ClusterAdapter clients, AckListener asker) {
        Uni.createFrom().<Responses<EncodedPacket>> emitter(end -> {
            ResponseCollector<EncodedPacket> counter = new ResponseCollector<>(Set.of(cluster.self()), end);
            clients.ask(request.event(), request.options(), counter, new Counting(asker, counter, cluster.self()));
            counter.start(cluster.scheduler(), request.timeout());
        }).subscribe().with(ended -> {
        });
    }

    /** Passes the answers on, and counts them. This server holds none of them. */
    private record Counting(AckListener asker, ResponseCollector<?> counter, String self) implements AckListener {
        @Override
        public void onCount(int asked) {
            asker.onCount(asked);
            counter.expect(self, asked);
        }

        @Override
        public void onAck(ClientAnswer answer) {
            asker.onAck(answer);
            counter.withdraw(self);
        }

        @Override
        public void onGone() {
            asker.onGone();
            counter.withdraw(self);
        }
    }

    private void onFetchLogs(FetchLogs request) {
        if (logs == null) {
            cluster.send(server, new FetchedLog(request.namespace(), request.request(), Long.MAX_VALUE, List.of(), false));
        } else {
            logs.send(server, request);
        }
    }
}
