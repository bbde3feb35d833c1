package io.quarkiverse.socketio.runtime.engineio.transport;

/** Why a session ended. */
public enum CloseReason {
    /** The connection was closed by the other side, or lost. */
    TRANSPORT_CLOSE,
    /** The transport failed, or the peer broke its rules. */
    TRANSPORT_ERROR,
    PING_TIMEOUT,
    /** The peer sent what is no packet. */
    PARSE_ERROR,
    /** The layer above closed the session. */
    FORCED_CLOSE,
    SERVER_SHUTTING_DOWN
}
