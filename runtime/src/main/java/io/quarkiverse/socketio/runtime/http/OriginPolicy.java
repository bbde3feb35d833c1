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
 * Decides by their origin which pages may connect, and adds the header fields of CORS. Checked at the handshake and at the
 * upgrade, because browsers do not apply CORS to WebSockets. Requests without {@code Origin} are not sent by a page and pass,
 * except those for a script (JSONP), which pages load without that field.
 * <p>
 * Thread: any; immutable.
 */
public final class OriginPolicy {
    private static final String METHODS = "GET,POST,OPTIONS";
    private static final String ANY = "*";
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    /** Values for a page of this server, or for the address bar. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final int NO_CONTENT = 204;

    private final boolean addsCorsFields;
    private final boolean all;
    private final List<String> exact;
    private final List<Pattern> patterns;

    /**
     * @param allowed the origins that may connect besides that of the server: {@code *}, origins, or regular expressions
     *        between slashes, as in {@code quarkus.http.cors.origins}
     * @param addsCorsFields whether to add the header fields of CORS, because Quarkus' CORS filter does not
     */
    public OriginPolicy(List<String> allowed, boolean addsCorsFields) {
        this.addsCorsFields = addsCorsFields;
        this.all = allowed.contains(ANY);
        this.exact = allowed.stream().filter(origin -> !isPattern(origin) && !origin.equals(ANY)).toList();
        this.patterns = allowed.stream().filter(OriginPolicy::isPattern)
                .map(origin -> Pattern.compile(origin.substring(1, origin.length() - 1))).toList();
    }

    private static boolean isPattern(String origin) {
        return origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/");
    }

    /**
     * Adds the header fields of CORS, and responds to the preflight of a page that may connect. Only pages that are named may
     * send the user's credentials; with {@code *} none may, otherwise any page could act as the user.
     *
     * @return whether the request was a preflight and has its response
     */
    boolean answerCors(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!addsCorsFields) {
            return false;
        }
        MultiMap fields = request.response().headers();
        if (!all || !exact.isEmpty() || !patterns.isEmpty()) {
            vary(fields, "Origin"); // also without an origin, as the response may be cached
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
        if (!request.method().equals(HttpMethod.OPTIONS)
                || !request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
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

    /** Appends to {@code Vary}; if the values of others were replaced, caches could mix up users. */
    static void vary(MultiMap fields, String name) {
        String before = fields.get(HttpHeaders.VARY);
        fields.set(HttpHeaders.VARY, before == null ? name : String.join(", ", fields.getAll(HttpHeaders.VARY)) + ", " + name);
    }

    /** Returns the response to a page that may not connect, or {@code null} if it may. */
    @Nullable
    ErrorResponse refusal(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origin.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127 || c > 255)) {
            return ErrorResponse.of(EngineError.BAD_REQUEST, "INVALID_ORIGIN");
        }
        return allows(origin, request.authority()) ? null : ErrorResponse.of(EngineError.FORBIDDEN, "ORIGIN_NOT_ALLOWED");
    }

    /**
     * Returns the response to a page that may not load a script (JSONP), or {@code null} if it may. Any page can load scripts
     * with the user's cookies, so {@code *} does not suffice for a page of another origin; it must be named.
     */
    @Nullable
    ErrorResponse scriptRefusal(HttpServerRequest request) {
        boolean allowed = allowsScript(request.getHeader(FETCH_SITE), request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.REFERER), request.authority());
        return allowed ? null : ErrorResponse.of(EngineError.FORBIDDEN, "ORIGIN_NOT_ALLOWED");
    }

    /**
     * @param site the value of {@code Sec-Fetch-Site}; {@code null} from older browsers
     * @param referer the value of {@code Referer}; {@code null} if the page hides it
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

    /** @param host the request's {@code Host}, or what a trusted proxy forwarded */
    boolean allows(@Nullable String origin, @Nullable HostAndPort host) {
        return origin == null || all || isNamed(origin) || host != null && isSame(origin, host);
    }

    /** Compares host and port; not the scheme, which is unknown behind a proxy that terminates TLS. */
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
