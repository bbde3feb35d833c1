package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;

/**
 * Options of the Socket.IO layer.
 *
 * @param connectTimeout how long a connection may be without any namespace
 * @param cleanupEmptyChildNamespaces whether a namespace that was created for a client ends with its last client
 * @param recoverySkipsMiddlewares whether middlewares are not asked about a client that comes back to what it left
 * @param warnsOfJoinedIds whether a line is logged when a socket joins a room that is named like another socket's id
 */
public record ServerOptions(Duration connectTimeout, boolean cleanupEmptyChildNamespaces, Limits limits,
        boolean recoverySkipsMiddlewares, boolean warnsOfJoinedIds) {

    /** Without recovery, or with middlewares in it. */
    public ServerOptions(Duration connectTimeout, boolean cleanupEmptyChildNamespaces, Limits limits) {
        this(connectTimeout, cleanupEmptyChildNamespaces, limits, false);
    }

    /** As in production. */
    public ServerOptions(Duration connectTimeout, boolean cleanupEmptyChildNamespaces, Limits limits,
            boolean recoverySkipsMiddlewares) {
        this(connectTimeout, cleanupEmptyChildNamespaces, limits, recoverySkipsMiddlewares, false);
    }

    /**
     * What clients may make the server hold.
     *
     * @param namespaces how many one connection may join
     * @param childNamespaces how many may be created because clients ask for them
     * @param pendingAcks how many acknowledgements one socket may owe
     * @param rooms how many one socket may be in besides that of its id
     */
    public record Limits(int namespaces, int childNamespaces, Bytes bytes, int pendingAcks, int rooms) {
    }

    /**
     * How large something may be.
     *
     * @param attachments of one packet, together
     * @param auth the payload of a CONNECT packet
     * @param backlog events of one connection that wait for their handlers; beyond, the connection is not read
     */
    public record Bytes(int attachments, int auth, long backlog) {
    }

    /** The defaults of Socket.IO, and our limits. */
    public static ServerOptions defaults() {
        return new ServerOptions(Duration.ofSeconds(45), false,
                new Limits(100, 10_000, new Bytes(1_000_000, 16_384, 4_000_000), 10_000, 1_000));
    }
}
