package io.quarkiverse.socketio.runtime.quarkus.security;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.UnauthorizedException;

/**
 * What clients are told that security does not let in: as in HTTP no more than whether logging in would help.
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

    /** A failure of a check, as a middleware fails; any other as it is. */
    public static Throwable of(Throwable failure) {
        if (!isBySecurity(failure)) {
            return failure;
        }
        boolean unknown = failure instanceof UnauthorizedException || failure instanceof AuthenticationException;
        return new ConnectErrorException(unknown ? UNAUTHORIZED : FORBIDDEN);
    }
}
