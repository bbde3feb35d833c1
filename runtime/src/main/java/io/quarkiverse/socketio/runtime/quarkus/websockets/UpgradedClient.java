package io.quarkiverse.socketio.runtime.quarkus.websockets;

import org.jspecify.annotations.Nullable;

import io.quarkus.websockets.next.UserData.TypedKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What is known of a client only when it connects; kept in the user data of its connection.
 * <p>
 * Thread: any; immutable.
 *
 * @param user the name of its principal; {@code null} if it is anonymous
 */
record UpgradedClient(@Nullable String user, HttpConnection connection) {
    static final TypedKey<UpgradedClient> KEY = new TypedKey<>("quarkus.socketio.client");

    /** Closes the connection without a Close frame. */
    void cut() {
        ((ConnectionBase) connection).channel().close();
    }

    void onClose(Runnable task) {
        ((ConnectionBase) connection).channel().closeFuture().addListener(closed -> task.run());
    }
}
