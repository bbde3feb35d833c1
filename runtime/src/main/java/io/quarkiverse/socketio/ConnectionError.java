package io.quarkiverse.socketio;

import java.util.Map;

/**
 * A request that was refused: Socket.IO's {@code connection_error}. Hear of it with {@link Engine#onConnectionError}, or as a
 * CDI event:
 *
 * <pre>{@code
 * void refused(@Observes ConnectionError error) {
 *     log.infof("%s: %s %s", error.request().address(), error.message(), error.context());
 * }
 * }</pre>
 *
 * CDI observers are called on a worker thread; when a flood of refusals outruns them, the surplus is not told.
 *
 * @param code that of Engine.IO: 0 transport unknown, 1 session id unknown, 2 bad handshake method, 3 bad request, 4 forbidden,
 *        5 unsupported protocol version
 * @param message what the client is told
 * @param context details, as {@code {sid=…}} with code 1; with code 3 and 4 {@code name} is the reason:
 *        {@code INVALID_ORIGIN}, {@code TRANSPORT_MISMATCH}, {@code TRANSPORT_HANDSHAKE_ERROR}, {@code ORIGIN_NOT_ALLOWED},
 *        {@code GUARD}, {@code LIMIT}, {@code CLOSED}
 */
public record ConnectionError(HandshakeRequest request, int code, String message, Map<String, String> context) {
}
