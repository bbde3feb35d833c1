package io.quarkiverse.socketio.runtime.quarkus.websockets;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.quarkus.cluster.OtherClients;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/**
 * Closes the connections of a process that leaves, with a Close frame that tells the client to connect again: 1012 (service
 * restart) where the cluster goes on, 1001 (going away) where the application ends. A connection is not counted any more once
 * its Close frame is on its way, so that a client that does not answer it holds up nothing.
 * <p>
 * Thread: any.
 */
@Singleton
public class WebSocketDrain implements OtherClients {
    private static final CloseReason SERVICE_RESTART = new CloseReason(1012, "service restart");
    private static final CloseReason GOING_AWAY = new CloseReason(1001, "server shutting down");
    private static final TypedKey<Boolean> CLOSING = TypedKey.forBoolean("quarkus.socketio.closing");

    private final LocalConnections connections;

    WebSocketDrain(LocalConnections connections) {
        this.connections = connections;
    }

    private Stream<WebSocketConnection> staying() {
        return connections.open().filter(connection -> connection.userData().get(CLOSING) == null);
    }

    @Override
    public int size() {
        return (int) staying().count();
    }

    @Override
    public void shed(int clients) {
        staying().limit(clients).forEach(connection -> close(connection, SERVICE_RESTART));
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.allOf(staying().map(connection -> close(connection, GOING_AWAY))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> close(WebSocketConnection connection, CloseReason reason) {
        if (connection.userData().put(CLOSING, true) != null) { // another thread was faster
            return CompletableFuture.completedFuture(null);
        }
        return Uni.createFrom().deferred(() -> connection.close(reason)).onFailure().recoverWithNull() // the client was faster
                .subscribeAsCompletionStage();
    }
}
