package io.quarkiverse.socketio.runtime.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;

/**
 * The cookie of a handshake by long-polling, for load balancers that stick a client to a host. Nothing here ever reads it.
 *
 * @param value of a session's id
 * @param scope for whom the browser keeps it
 * @param maxAge how long the browser keeps it; without, until it is closed
 */
public record SessionCookie(String name, UnaryOperator<String> value, Scope scope, Optional<Duration> maxAge) {

    /**
     * @param sameSite {@code strict}, {@code lax} or {@code none}
     */
    public record Scope(String path, Optional<String> domain, boolean httpOnly, boolean secure, String sameSite) {
        public Scope {
            try {
                toVertx(sameSite);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("cookie.same-site must be strict, lax or none, was " + sameSite, e);
            }
        }

        private static CookieSameSite toVertx(String sameSite) {
            return CookieSameSite.valueOf(sameSite.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** The header field for a session that was opened. */
    String of(String sid) {
        Cookie cookie = Cookie.cookie(name, value.apply(sid)).setPath(scope.path).setHttpOnly(scope.httpOnly)
                .setSecure(scope.secure).setSameSite(Scope.toVertx(scope.sameSite));
        scope.domain.ifPresent(cookie::setDomain);
        maxAge.ifPresent(age -> cookie.setMaxAge(age.toSeconds()));
        return cookie.encode();
    }
}
