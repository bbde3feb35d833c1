package io.quarkiverse.socketio.runtime.http;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

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
    boolean allows(@Nullable String origin, @Nullable String host) {
        return origin == null || all || exact.contains(origin) || isSame(origin, host)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(origin).matches());
    }

    /** The scheme is not compared: behind a proxy that ends TLS it is not known. But it tells the port that is left out. */
    private static boolean isSame(String origin, @Nullable String host) {
        try {
            URI page = URI.create(origin);
            String authority = page.getRawAuthority();
            return host != null && authority != null
                    && (host.equalsIgnoreCase(authority) || host.equalsIgnoreCase(authority + defaultPort(page)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String defaultPort(URI page) {
        return "https".equalsIgnoreCase(page.getScheme()) ? ":443" : "http".equalsIgnoreCase(page.getScheme()) ? ":80" : "";
    }
}
