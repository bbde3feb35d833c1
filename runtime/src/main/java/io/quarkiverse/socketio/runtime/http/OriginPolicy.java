package io.quarkiverse.socketio.runtime.http;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.vertx.core.net.HostAndPort;

/**
 * Which pages may connect. Checked at the handshake and at the upgrade, because browsers do not apply CORS to WebSockets.
 * Requests
 * without {@code Origin} do not come from a page and pass.
 * <p>
 * Thread: any; immutable.
 */
public final class OriginPolicy {
    private final boolean all;
    private final List<String> exact;
    private final List<Pattern> patterns;

    /**
     * Allowed besides the same origin: {@code *}, origins, or regular expressions between slashes, as
     * {@code quarkus.http.cors.origins}.
     */
    public OriginPolicy(List<String> allowed) {
        this.all = allowed.contains("*");
        this.exact = allowed.stream().filter(origin -> !isPattern(origin)).toList();
        this.patterns = allowed.stream().filter(OriginPolicy::isPattern)
                .map(origin -> Pattern.compile(origin.substring(1, origin.length() - 1))).toList();
    }

    private static boolean isPattern(String origin) {
        return origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/");
    }

    /** @param host the request's {@code Host}, as Quarkus sees it behind proxies */
    boolean allows(@Nullable String origin, @Nullable HostAndPort host) {
        return origin == null || all || exact.contains(origin) || host != null && isSame(origin, host)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(origin).matches());
    }

    /** The scheme counts only for the port it stands for: behind a proxy that ends TLS that of the request is not known. */
    private static boolean isSame(String origin, HostAndPort host) {
        try {
            URI page = URI.create(origin);
            int standard = "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
            int pagePort = page.getPort() < 0 ? standard : page.getPort();
            int port = host.port() < 0 ? standard : host.port();
            return host.host().equalsIgnoreCase(page.getHost()) && port == pagePort;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
