package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.eclipse.microprofile.config.Config;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.vertx.core.http.impl.HttpUtils;

/**
 * Routes a request below Socket.IO's path to the worker whose incarnation its {@code sid} query parameter names. Path and query
 * are read exactly as Vert.x reads them for the route and for {@code EngineRequest}, otherwise the primary and the workers
 * could disagree: dots and escapes in the path, escapes and semicolons in the query, and the last value of a repeated
 * parameter.
 * <p>
 * Thread: any.
 *
 * @param path the absolute path of Socket.IO, without a slash at its end
 */
public record SidAffinity(String path) implements Affinity {
    private static final String SID = "sid";
    /** Vert.x' limit; it ignores further parameters too. */
    private static final int MAX_PARAMETERS = 1024;

    /** Returns the affinity for the paths in this configuration. */
    public static SidAffinity of(Config config) {
        String root = config.getOptionalValue("quarkus.http.root-path", String.class).orElse("/");
        String path = config.getOptionalValue("quarkus.socketio.path", String.class).orElse("/socket.io");
        return new SidAffinity(slashed(root) + slashed(path));
    }

    /** Returns a path with a slash before it and none after it. */
    private static String slashed(String path) {
        String bare = path.replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : "/" + bare;
    }

    @Override
    public int ownerOf(CharSequence target) {
        String text = target.toString();
        try {
            return text.indexOf('?') >= 0 && isBelowPath(text) ? Math.max(NONE, SessionId.incarnationOf(sid(text))) : NONE;
        } catch (IllegalArgumentException e) { // a malformed escape: any worker responds with 400
            return NONE;
        }
    }

    @Override
    public String sessionOf(CharSequence target) {
        return ownerOf(target) == NONE ? "" : sid(target.toString());
    }

    private boolean isBelowPath(String target) {
        String normal = HttpUtils.normalizePath(pathOf(target));
        return normal.startsWith(path) && (normal.length() == path.length() || normal.charAt(path.length()) == '/');
    }

    /** Returns the path of a target, which may be absolute with a host, as sent to proxies. */
    private static String pathOf(String target) {
        int scheme = target.charAt(0) == '/' ? -1 : target.indexOf("://");
        int start = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        if (start < 0) {
            return "/";
        }
        int query = target.indexOf('?', start);
        return target.substring(start, query < 0 ? target.length() : query);
    }

    private static String sid(String target) {
        List<String> values = new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_PARAMETERS, false).parameters()
                .getOrDefault(SID, List.of());
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }
}
