package io.quarkiverse.socketio.runtime.engineio.packet;

/** An error response to a request: a code and message of Engine.IO, and the HTTP status. */
public enum EngineError {
    TRANSPORT_UNKNOWN(0, "Transport unknown", 400),
    SESSION_ID_UNKNOWN(1, "Session ID unknown", 400),
    BAD_HANDSHAKE_METHOD(2, "Bad handshake method", 400),
    BAD_REQUEST(3, "Bad request", 400),
    FORBIDDEN(4, "Forbidden", 403),
    UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version", 400),
    /** This and the following ones are limits of this server that Node's does not have; they have the code of FORBIDDEN. */
    AT_CAPACITY(4, "Server at capacity", 503, 5),
    TOO_MANY_FROM_ADDRESS(4, "Too many connections from this address", 429, 5),
    TOO_MANY_HANDSHAKES(4, "Too many handshakes", 503, 1),
    /** The memory held for clients is above its limit. */
    SHORT_OF_MEMORY(4, "Server short of memory", 503, 5),
    /** The application closed the server or is shutting down; the client may try again, perhaps elsewhere. */
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

    /** Returns the value of {@code Retry-After}, or 0 for none. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
