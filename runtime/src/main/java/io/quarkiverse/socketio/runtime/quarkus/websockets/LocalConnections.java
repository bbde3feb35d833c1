package io.quarkiverse.socketio.runtime.quarkus.websockets;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Send;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/**
 * The connections of this process. A message is passed to each selected one without waiting for it; what then waits for a
 * connection is bounded by {@link UnsentBytes}.
 * <p>
 * Thread: any.
 */
@Singleton
public class LocalConnections {
    private static final Logger LOG = Logger.getLogger(LocalConnections.class);
    private static final LogLimiter CUT = new LogLimiter();
    private static final LogLimiter FAILED = new LogLimiter();
    private static final TypedKey<UnsentBytes> UNSENT = new TypedKey<>("quarkus.socketio.unsent");
    private static final CloseReason TOO_SLOW = new CloseReason(1008, "too slow");

    private final Instance<OpenConnections> connections;
    private final MemoryBudget budget;
    private final long limit;

    /** @param connections no bean in an application without endpoints */
    LocalConnections(Instance<OpenConnections> connections, MemoryBudget budget, SocketIOConfig config) {
        this.connections = connections;
        this.budget = budget;
        this.limit = config.websockets().maxBufferedBytes();
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "quarkus.socketio.websockets.max-buffered-bytes must be at least 1, was " + limit);
        }
    }

    /** Returns the most bytes that may wait for one connection. */
    long limit() {
        return limit;
    }

    Stream<WebSocketConnection> open() {
        return connections.isResolvable() ? connections.get().stream().filter(WebSocketConnection::isOpen) : Stream.empty();
    }

    long count(ConnectionFilter filter) {
        return selected(filter).count();
    }

    void send(Send message) {
        byte[] payload = message.payload();
        if (message.binary()) {
            Buffer buffer = Buffer.buffer(payload); // only read from now on
            selected(message.filter()).forEach(to -> send(to, payload.length, () -> to.sendBinary(buffer)));
        } else {
            String text = new String(payload, StandardCharsets.UTF_8);
            selected(message.filter()).forEach(to -> send(to, payload.length, () -> to.sendText(text)));
        }
    }

    private Stream<WebSocketConnection> selected(ConnectionFilter filter) {
        return open().filter(connection -> filter
                .matches(connection.endpointId(), connection.id(), user(connection), connection::pathParam));
    }

    private static @Nullable String user(WebSocketConnection connection) {
        UpgradedClient client = connection.userData().get(UpgradedClient.KEY);
        return client == null ? null : client.user();
    }

    private void send(WebSocketConnection to, int bytes, Supplier<Uni<Void>> send) {
        UnsentBytes unsent = unsent(to);
        if (!unsent.add(bytes)) {
            return;
        }
        try {
            send.get().subscribe().with(sent -> unsent.remove(bytes), failure -> {
                unsent.remove(bytes);
                failed(to, failure);
            });
        } catch (RuntimeException e) { // it is closed meanwhile, for instance; the others get the message
            unsent.remove(bytes);
            failed(to, e);
        }
    }

    private static void failed(WebSocketConnection to, Throwable failure) {
        FAILED.logf(LOG, Logger.Level.DEBUG, null, "Connection %s did not receive a message: %s", to.id(),
                failure.getMessage());
    }

    /** If two threads send the first messages, each counts its own: the connection holds at most the limit twice, until sent. */
    private UnsentBytes unsent(WebSocketConnection connection) {
        UnsentBytes known = connection.userData().get(UNSENT);
        if (known != null) {
            return known;
        }
        UpgradedClient client = connection.userData().get(UpgradedClient.KEY);
        UnsentBytes unsent = new UnsentBytes(budget, limit, () -> cut(connection, client));
        connection.userData().put(UNSENT, unsent);
        if (client != null) {
            client.onClose(unsent::close);
        }
        return unsent;
    }

    /** @param client {@code null} if the application has cleared the user data of its connection */
    private void cut(WebSocketConnection connection, @Nullable UpgradedClient client) {
        CUT.logf(LOG, Logger.Level.WARN, null, "Connection %s of endpoint %s is closed, as its client reads too slowly:"
                + " more than quarkus.socketio.websockets.max-buffered-bytes (%d) or limits.total-buffered-bytes wait for it",
                connection.id(), connection.endpointId(), limit);
        if (client != null) {
            client.cut();
        } else {
            connection.close(TOO_SLOW).subscribe().with(closed -> {
            }, failure -> failed(connection, failure));
        }
    }
}
