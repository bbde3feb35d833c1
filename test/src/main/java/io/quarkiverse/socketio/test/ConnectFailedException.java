package io.quarkiverse.socketio.test;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.SocketIOException;

/**
 * The failure of {@link SocketIOTestClientBuilder#connect()}: the server refused the namespace or the HTTP request, or could not
 * be reached. Its message says which; {@link #reason()} is what the server said.
 *
 * <pre>{@code
 * @Test
 * void strangersAreRefused() {
 *     ConnectFailedException refused = assertThrows(ConnectFailedException.class,
 *             () -> SocketIOTestClient.builder().namespace("/admins").connect());
 *     assertEquals("Unauthorized", refused.reason());
 * }
 * }</pre>
 *
 * Thread: any; immutable.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace"; the CONNECT_ERROR packet.
 */
public final class ConnectFailedException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    /** What the server said, or the cause. */
    private final String reason;
    /** Of the HTTP response, or 0. */
    private final int status;
    private final transient @Nullable JsonNode data;
    private final transient @Nullable ObjectMapper mapper;

    private ConnectFailedException(String message, String reason, int status) {
        super(message);
        this.reason = reason;
        this.status = status;
        this.data = null;
        this.mapper = null;
    }

    private ConnectFailedException(String message, Throwable cause) {
        super(message, cause);
        this.reason = String.valueOf(cause.getMessage());
        this.status = 0;
        this.data = null;
        this.mapper = null;
    }

    /** The server refused a namespace with that payload. */
    ConnectFailedException(String namespace, JsonNode error, ObjectMapper mapper) {
        super("The server refused the namespace " + namespace + ": " + error);
        this.reason = error.isTextual() ? error.textValue() : error.path("message").asText();
        this.status = 0;
        this.data = error.get("data");
        this.mapper = mapper;
    }

    /** The server refused the first request. */
    static ConnectFailedException http(int status, String body) {
        return new ConnectFailedException(
                "The server refused the connection with the HTTP status " + status + (body.isEmpty() ? "" : ": " + body),
                body, status);
    }

    /** No connection, or one that ended. */
    static ConnectFailedException unreachable(@Nullable Throwable cause) {
        return new ConnectFailedException("The server cannot be reached: " + cause,
                cause == null ? new IllegalStateException() : cause);
    }

    /** The namespace was connected by polling, but there is no WebSocket. */
    static ConnectFailedException upgrade(String cause) {
        return new ConnectFailedException("The upgrade to a WebSocket failed: " + cause, cause, 0);
    }

    /** The connection ended before the namespace was connected. */
    static ConnectFailedException ended(String cause) {
        return new ConnectFailedException("The connection ended before the namespace was connected: " + cause, cause, 0);
    }

    /**
     * {@return the message of the server's {@code ConnectErrorException} or its text for a missing permission; for a refused
     * HTTP request the body of the response, which is empty over WebSocket; else the cause}
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns the data of the server's {@code ConnectErrorException}.
     *
     * @param <T> the type
     * @param type a type that Jackson can read from JSON
     * @return the data, or {@code null} if there are none
     * @throws SocketIOException if the data cannot be read as that type
     */
    public <T> @Nullable T data(Class<T> type) {
        if (data == null || mapper == null) {
            return null;
        }
        try {
            return mapper.treeToValue(data, type);
        } catch (JsonProcessingException e) {
            throw new SocketIOException("The data " + data + " cannot be read as " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    /** {@return the HTTP status with which the server refused the first request; empty if it did not} */
    public OptionalInt httpStatus() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }
}
