package io.quarkiverse.socketio.runtime.quarkus.websockets;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Count;
import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Send;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.smallrye.mutiny.Uni;

/**
 * Sends to the connections of this process, and to those of the other servers by server-side events of the main namespace: these
 * go over all buses, in the order of the sender, once to each other server.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
@Typed(ClusterConnections.class)
public class ClusterConnectionsImpl implements ClusterConnections {
    /** The name of the server-side events, whose only argument is the text of a {@link ConnectionMessage}. */
    static final String EVENT = "quarkus:websockets";

    private final ServerImpl server;
    private final LocalConnections connections;
    private final ObjectMapper json;
    private final ConnectionFilter filter;
    private final boolean local;

    @Inject
    ClusterConnectionsImpl(ServerImpl server, LocalConnections connections, ObjectMapper json) {
        this(server, connections, json, ConnectionFilter.ALL, false);
    }

    private ClusterConnectionsImpl(ServerImpl server, LocalConnections connections, ObjectMapper json, ConnectionFilter filter,
            boolean local) {
        this.server = server;
        this.connections = connections;
        this.json = json;
        this.filter = filter;
        this.local = local;
    }

    private ClusterConnections with(ConnectionFilter narrower) {
        return new ClusterConnectionsImpl(server, connections, json, narrower, local);
    }

    @Override
    public ClusterConnections endpoint(String endpointId) {
        return with(filter.withEndpoint(Objects.requireNonNull(endpointId, "endpointId")));
    }

    @Override
    public ClusterConnections to(String... connectionIds) {
        return with(filter.withIds(connectionIds));
    }

    @Override
    public ClusterConnections except(String... connectionIds) {
        return connectionIds.length == 0 ? this : with(filter.without(connectionIds));
    }

    @Override
    public ClusterConnections withPathParam(String name, String value) {
        return with(filter.withPathParam(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
    }

    @Override
    public ClusterConnections toUsers(String... names) {
        return with(filter.withUsers(names));
    }

    @Override
    public ClusterConnections local() {
        return new ClusterConnectionsImpl(server, connections, json, filter, true);
    }

    @Override
    public Uni<Void> sendText(String text) {
        Objects.requireNonNull(text, "text");
        return send(() -> new Send(filter, false, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Uni<Void> sendBinary(byte[] message) {
        Objects.requireNonNull(message, "message");
        return send(() -> new Send(filter, true, message.clone()));
    }

    @Override
    public Uni<Void> sendJson(Object value) {
        return send(() -> new Send(filter, false, toJson(value)));
    }

    private byte[] toJson(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SocketIOException("An object of " + value.getClass() + " cannot be serialised: " + e.getOriginalMessage(),
                    e);
        }
    }

    private Uni<Void> send(Supplier<Send> message) {
        return Uni.createFrom().voidItem().invoke(() -> {
            Send send = message.get();
            byte[] encoded = send.encode();
            if (encoded.length > connections.limit()) {
                throw new SocketIOException("A message of " + encoded.length + " bytes, its selection included, is larger than"
                        + " quarkus.socketio.websockets.max-buffered-bytes (" + connections.limit() + ")");
            }
            if (!local) {
                server.serverSideEmit(EVENT, ConnectionMessage.toText(encoded));
            }
            connections.send(send);
        });
    }

    @Override
    public Uni<Long> count() {
        Uni<Long> here = Uni.createFrom().item(() -> connections.count(filter));
        if (local) {
            return here;
        }
        return Uni.createFrom()
                .deferred(() -> server.serverSideEmitWithAck(EVENT, ConnectionMessage.toText(new Count(filter).encode())))
                .map(replies -> replies.stream().mapToLong(RemoteMessages::countIn).sum())
                .flatMap(elsewhere -> here.map(own -> own + elsewhere));
    }
}
