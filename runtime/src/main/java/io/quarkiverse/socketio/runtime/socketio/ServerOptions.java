package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;

import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;

/**
 * Options of the Socket.IO layer.
 *
 * @param connectTimeout how long a connection may be in no namespace
 * @param cleanupEmptyChildNamespaces whether a child namespace is removed after its last client has left
 * @param recoverySkipsMiddlewares whether middlewares are not called for clients that recover their session
 */
public record ServerOptions(Duration connectTimeout, boolean cleanupEmptyChildNamespaces, Limits limits,
        boolean recoverySkipsMiddlewares, MistakeReports reports) {

    /**
     * Limits of what clients can make the server hold.
     *
     * @param namespaces that one connection may be in
     * @param childNamespaces that may be created for clients
     * @param pendingAcks that one socket may leave unanswered
     * @param rooms that one socket may be in besides that of its id
     */
    public record Limits(int namespaces, int childNamespaces, Bytes bytes, int pendingAcks, int rooms) {
    }

    /**
     * Limits in bytes.
     *
     * @param attachments of one packet, together
     * @param auth the payload of a CONNECT packet
     * @param backlog events of one connection that wait for their handlers; beyond, the connection is not read
     */
    public record Bytes(int attachments, int auth, long backlog) {
    }
}
