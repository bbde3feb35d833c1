package io.quarkiverse.socketio.runtime.engineio.transport;

/** Why a session ended. */
public enum CloseReason {
    /** The client closed the connection, or it was lost. */
    TRANSPORT_CLOSE,
    /** The transport failed, or the client violated its rules. */
    TRANSPORT_ERROR,
    PING_TIMEOUT,
    /** The client sent something that is not a packet. */
    PARSE_ERROR,
    /** The layer above closed the session. */
    FORCED_CLOSE,
    SERVER_SHUTTING_DOWN
}
