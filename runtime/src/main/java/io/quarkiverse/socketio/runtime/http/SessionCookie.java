package io.quarkiverse.socketio.runtime.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;

/**
 * The cookie that a handshake by long-polling sets, for load balancers with sticky sessions. The server itself does not route
 * by it.
 *
 * @param value maps a session's id to the value of its cookie
 * @param scope the requests that carry the cookie
 * @param maxAge how long browsers keep the cookie; if empty, until they are closed
 */
public record SessionCookie(String name, UnaryOperator<String> value, Scope scope, Optional<Duration> maxAge) {

    /**
     * The attributes of the cookie that limit which requests carry it.
     *
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

    /** Returns the value of {@code Set-Cookie} for a session. */
    String of(String sid) {
        Cookie cookie = Cookie.cookie(name, value.apply(sid)).setPath(scope.path).setHttpOnly(scope.httpOnly)
                .setSecure(scope.secure).setSameSite(Scope.toVertx(scope.sameSite));
        scope.domain.ifPresent(cookie::setDomain);
        maxAge.ifPresent(age -> cookie.setMaxAge(age.toSeconds()));
        return cookie.encode();
    }
}
