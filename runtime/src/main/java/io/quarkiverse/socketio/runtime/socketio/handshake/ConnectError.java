package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * The content of a CONNECT_ERROR packet.
 *
 * @param data more about the error, to be serialised
 */
public record ConnectError(String message, @Nullable Object data) {
    private static final Logger LOG = Logger.getLogger(ConnectError.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);

    /**
     * Converts the failure of a middleware. The messages of failures that the JVM throws are about code and are not sent: they
     * show a fault of the application, not of the client.
     */
    public static ConnectError of(Throwable failure, String namespace) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause(), namespace);
        }
        if (failure instanceof ConnectErrorException refusal) {
            return new ConnectError(String.valueOf(refusal.getMessage()), refusal.data());
        }
        if (failure instanceof Error || failure instanceof NullPointerException || failure instanceof ClassCastException
                || failure instanceof IndexOutOfBoundsException || failure instanceof ArithmeticException) {
            FAILURES.logf(LOG, Logger.Level.ERROR, failure, "A middleware of namespace %s failed; the client is refused",
                    namespace);
            return new ConnectError("Internal error", null);
        }
        LOG.debugf(failure, "A client is refused in namespace %s", DebugLog.name(namespace));
        String message = failure.getMessage();
        return new ConnectError(message == null || message.isBlank() ? "Connection refused" : message, null);
    }

    /** Returns the payload of the packet in revision 5 of the protocol. */
    public Map<String, Object> payload() {
        Map<String, Object> payload = new HashMap<>(2);
        payload.put("message", message);
        if (data != null) {
            payload.put("data", data);
        }
        return payload;
    }
}
