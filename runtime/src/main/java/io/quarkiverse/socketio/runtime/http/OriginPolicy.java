package io.quarkiverse.socketio.runtime.http;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

/**
 * Which pages may connect, and what browsers are told of it (CORS). Checked at the handshake and at the upgrade, because
 * browsers do not apply CORS to WebSockets. Requests without {@code Origin} do not come from a page and pass, but for those
 * whose answer is a script, which a page loads without it.
 * <p>
 * Thread: any; immutable.
 */
public final class OriginPolicy {
    private static final String METHODS = "GET,POST,OPTIONS";
    private static final String ANY = "*";
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    /** The page of the server itself, or the user, by the address bar. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final int NO_CONTENT = 204;

    private final boolean tellsBrowsers;
    private final boolean all;
    private final List<String> exact;
    private final List<Pattern> patterns;

    /**
     * @param allowed besides the same origin: {@code *}, origins, or regular expressions between slashes, as
     *        {@code quarkus.http.cors.origins}
     * @param tellsBrowsers whether to answer with the header fields of CORS, because nobody else does
     */
    public OriginPolicy(List<String> allowed, boolean tellsBrowsers) {
        this.tellsBrowsers = tellsBrowsers;
        this.all = allowed.contains(ANY);
        this.exact = allowed.stream().filter(origin -> !isPattern(origin) && !origin.equals(ANY)).toList();
        this.patterns = allowed.stream().filter(OriginPolicy::isPattern)
                .map(origin -> Pattern.compile(origin.substring(1, origin.length() - 1))).toList();
    }

    private static boolean isPattern(String origin) {
        return origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/");
    }

    /**
     * Adds the header fields of CORS where they are due; and answers the request if it is a preflight of a page that may
     * connect. A page that is named gets the user's credentials along; with {@code *} none does, or any page could act as the
     * user.
     *
     * @return whether it was answered
     */
    boolean answerCors(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!tellsBrowsers) {
            return false;
        }
        MultiMap fields = request.response().headers();
        if (!all || !exact.isEmpty() || !patterns.isEmpty()) {
            vary(fields, "Origin"); // also without one: the answer may be cached
        }
        if (origin == null || !all && !isNamed(origin)) {
            return false;
        }
        if (isNamed(origin)) {
            fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin).set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS,
                    "true");
        } else {
            fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        }
        if (request.method() != HttpMethod.OPTIONS || !request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
            return false;
        }
        fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (wanted != null) {
            fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
            vary(fields, "Access-Control-Request-Headers");
        }
        request.response().setStatusCode(NO_CONTENT).end();
        return true;
    }

    private boolean isNamed(String origin) {
        return exact.contains(origin) || patterns.stream().anyMatch(pattern -> pattern.matcher(origin).matches());
    }

    /** Adds to what others vary by: replaced, caches would mix up users. */
    static void vary(MultiMap fields, String name) {
        String before = fields.get(HttpHeaders.VARY);
        fields.set(HttpHeaders.VARY, before == null ? name : String.join(", ", fields.getAll(HttpHeaders.VARY)) + ", " + name);
    }

    /** Why a page may not connect, or {@code null}. */
    @Nullable
    ErrorResponse refusal(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origin.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127 || c > 255)) {
            return ErrorResponse.of(EngineError.BAD_REQUEST, "INVALID_ORIGIN");
        }
        return allows(origin, request.authority()) ? null : ErrorResponse.of(EngineError.FORBIDDEN, "ORIGIN_NOT_ALLOWED");
    }

    /**
     * Why a page may not load a script that is the answer, or {@code null}. Any page can, and the user's cookies go along: so
     * {@code *} is not enough for a page of another origin, it has to be named.
     */
    @Nullable
    ErrorResponse scriptRefusal(HttpServerRequest request) {
        boolean allowed = allowsScript(request.getHeader(FETCH_SITE), request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.REFERER), request.authority());
        return allowed ? null : ErrorResponse.of(EngineError.FORBIDDEN, "ORIGIN_NOT_ALLOWED");
    }

    /**
     * @param site what the browser says of how the page's origin is related to ours; older ones say nothing
     * @param referer of the page, or its origin; {@code null} where the page hides it
     */
    boolean allowsScript(@Nullable String site, @Nullable String origin, @Nullable String referer,
            @Nullable HostAndPort host) {
        if (site != null && OWN_SITES.contains(site)) {
            return true;
        }
        String page = origin != null ? origin : originOf(referer);
        if (page == null) {
            return site == null && referer == null;
        }
        return isNamed(page) || host != null && isSame(page, host);
    }

    private static @Nullable String originOf(@Nullable String referer) {
        try {
            URI page = referer == null ? null : URI.create(referer);
            return page == null || page.getScheme() == null || page.getRawAuthority() == null ? null
                    : page.getScheme() + "://" + page.getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @param host the request's {@code Host}, as Quarkus sees it behind proxies */
    boolean allows(@Nullable String origin, @Nullable HostAndPort host) {
        return origin == null || all || isNamed(origin) || host != null && isSame(origin, host);
    }

    /** The scheme counts only for the port it stands for: behind a proxy that ends TLS that of the request is not known. */
    private static boolean isSame(String origin, HostAndPort host) {
        try {
            URI page = URI.create(origin);
            int standard = "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
            int pagePort = page.getPort() < 0 ? standard : page.getPort();
            int port = host.port() < 0 ? standard : host.port();
            return page.getRawUserInfo() == null && host.host().equalsIgnoreCase(page.getHost()) && port == pagePort;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
