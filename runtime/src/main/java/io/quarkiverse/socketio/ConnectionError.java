package io.quarkiverse.socketio;

import java.util.Map;

/**
 * A request that was refused: Socket.IO's {@code connection_error}. It is received by the listeners of
 * {@link Engine#onConnectionError Engine.onConnectionError}, and by observers as a CDI event:
 *
 * <pre>{@code
 * void refused(@Observes ConnectionError error) {
 *     Log.infof("%s: %s %s", error.request().address(), error.message(), error.context());
 * }
 * }</pre>
 *
 * Thread: CDI observers are called on a worker thread. If requests are refused faster than the observers return, some of the
 * errors are not observed.
 * <p>
 * Protocol: Engine.IO v4, "Handshake".
 *
 * @param request the request
 * @param code Engine.IO's code: 0 transport unknown, 1 session id unknown, 2 bad handshake method, 3 bad request, 4 forbidden,
 *        5 unsupported protocol version
 * @param message the message that the client receives
 * @param context details, such as {@code {sid=…}} with code 1; with the codes 3 and 4 {@code name} is the reason:
 *        {@code INVALID_ORIGIN}, {@code TRANSPORT_MISMATCH}, {@code TRANSPORT_HANDSHAKE_ERROR}, {@code ORIGIN_NOT_ALLOWED},
 *        {@code GUARD}, {@code LIMIT}, {@code CLOSED}
 */
public record ConnectionError(HandshakeRequest request, int code, String message, Map<String, String> context) {
}
