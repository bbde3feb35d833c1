package io.quarkiverse.socketio.runtime.config;

import io.smallrye.config.WithDefault;

/** Broadcasts to the connections of quarkus-websockets-next. */
public interface WebSocketsConfig {

    /**
     * How many bytes of messages of {@code ClusterConnections} may wait for one connection, as its client reads slowly. With
     * more of them the connection is cut. Also the largest message.
     */
    @WithDefault("1048576")
    long maxBufferedBytes();
}
