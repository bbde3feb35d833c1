package io.quarkiverse.socketio.runtime.engineio.packet;

/** How a request is refused: the codes of Engine.IO, with the status and body of the answer. */
public enum EngineError {
    TRANSPORT_UNKNOWN(0, "Transport unknown", 400),
    SESSION_ID_UNKNOWN(1, "Session ID unknown", 400),
    BAD_HANDSHAKE_METHOD(2, "Bad handshake method", 400),
    BAD_REQUEST(3, "Bad request", 400),
    FORBIDDEN(4, "Forbidden", 403),
    UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version", 400),
    /** This and what follows are none of the reference's: limits of ours, under its code for what is not allowed. */
    AT_CAPACITY(4, "Server at capacity", 503, 5),
    TOO_MANY_FROM_ADDRESS(4, "Too many connections from this address", 429, 5),
    TOO_MANY_HANDSHAKES(4, "Too many handshakes", 503, 1),
    /** Clients make the server hold more than it may. */
    SHORT_OF_MEMORY(4, "Server short of memory", 503, 5),
    /** The application closed the server, or ends: somebody else may serve the client, or this one when it is back. */
    CLOSED(4, "Server closed", 503, 5);

    private final int code;
    private final String message;
    private final int httpStatus;
    private final int retryAfterSeconds;

    EngineError(int code, String message, int httpStatus) {
        this(code, message, httpStatus, 0);
    }

    EngineError(int code, String message, int httpStatus, int retryAfterSeconds) {
        this.code = code;
        this.message = message;
        this.httpStatus = httpStatus;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public int code() {
        return code;
    }

    public String message() {
        return message;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** For {@code Retry-After}; 0 where it makes no sense to come back. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
