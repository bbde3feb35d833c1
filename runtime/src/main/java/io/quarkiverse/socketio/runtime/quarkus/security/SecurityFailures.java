package io.quarkiverse.socketio.runtime.quarkus.security;

import io.quarkiverse.socketio.ConnectErrorException;
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

    /** Returns a connect error for a failure of security, and any other failure unchanged. */
    public static Throwable toConnectError(Throwable failure) {
        if (!isBySecurity(failure)) {
            return failure;
        }
        boolean unknown = failure instanceof UnauthorizedException || failure instanceof AuthenticationException;
        return new ConnectErrorException(unknown ? UNAUTHORIZED : FORBIDDEN);
    }
}
