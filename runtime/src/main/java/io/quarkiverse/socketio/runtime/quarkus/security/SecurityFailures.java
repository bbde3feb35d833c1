package io.quarkiverse.socketio.runtime.quarkus.security;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ErrorAnswer;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.UnauthorizedException;

/**
 * Maps failures of Quarkus' security to the messages that clients get: as in HTTP only whether they lack authentication or
 * permission.
 * <p>
 * Thread: any; stateless.
 */
public final class SecurityFailures {
    static final String UNAUTHORIZED = "Unauthorized";
    static final String FORBIDDEN = "Forbidden";

    private SecurityFailures() {
    }

    static boolean isBySecurity(Throwable failure) {
        return failure instanceof SecurityException || failure instanceof AuthenticationException;
    }

    /** Returns the answer to an event that security refuses; {@code null} for any other failure. */
    public static @Nullable ErrorAnswer explain(Throwable failure, Invocation call) {
        if (!isBySecurity(failure)) {
            return null;
        }
        return isUnknown(failure) ? new ErrorAnswer("unauthorized", UNAUTHORIZED, Map.of())
                : new ErrorAnswer("forbidden", FORBIDDEN, Map.of());
    }

    /** Returns whether the client is not authenticated. */
    private static boolean isUnknown(Throwable failure) {
        return failure instanceof UnauthorizedException || failure instanceof AuthenticationException;
    }

    /** Returns a connect error for a failure of security, and any other failure unchanged. */
    public static Throwable toConnectError(Throwable failure) {
        if (!isBySecurity(failure)) {
            return failure;
        }
        return new ConnectErrorException(isUnknown(failure) ? UNAUTHORIZED : FORBIDDEN);
    }
}
