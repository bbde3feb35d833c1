package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

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
 * @param host the tag of this host in the ids of its sessions; empty when ids name no host
 */
public record SidAffinity(String path, String host) implements Affinity {
    private static final String SID = "sid";
    /** Vert.x' limit; it ignores further parameters too. */
    private static final int MAX_PARAMETERS = 1024;

    /** Creates the affinity of a host that is alone. */
    public SidAffinity(String path) {
        this(path, "");
    }

    /**
     * Returns the affinity for the paths in this configuration.
     *
     * @param host the tag of this host; empty when ids of sessions name no host
     */
    public static SidAffinity of(Config config, String host) {
        String root = config.getOptionalValue("quarkus.http.root-path", String.class).orElse("/");
        String path = config.getOptionalValue("quarkus.socketio.path", String.class).orElse("/socket.io");
        return new SidAffinity(slashed(root) + slashed(path), host);
    }

    /** Returns a path with a slash before it and none after it. */
    private static String slashed(String path) {
        String bare = path.replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : "/" + bare;
    }

    @Override
    public int ownerOf(CharSequence target) {
        String sid = sidIn(target.toString());
        return sid.isEmpty() || isElsewhere(sid) ? NONE : SessionId.incarnationOf(sid);
    }

    @Override
    public @Nullable Remote remoteOwnerOf(CharSequence target) {
        String sid = host.isEmpty() ? "" : sidIn(target.toString());
        return sid.isEmpty() || !isElsewhere(sid) ? null : new Remote(SessionId.tagOf(sid), SessionId.incarnationOf(sid));
    }

    @Override
    public String sessionOf(CharSequence target) {
        String sid = sidIn(target.toString());
        return sid.isEmpty() || SessionId.incarnationOf(sid) == NONE && !isElsewhere(sid) ? "" : sid;
    }

    @Override
    public boolean mayNameSession(CharSequence target) {
        return !sidIn(target.toString()).isEmpty();
    }

    private boolean isElsewhere(String sid) {
        return !host.isEmpty() && !SessionId.tagOf(sid).equals(host);
    }

    /** Returns the session id in a target; empty when there is none in the form of one. */
    private String sidIn(String target) {
        try {
            String sid = target.indexOf('?') >= 0 && isBelowPath(target) ? sid(target) : "";
            return SessionId.incarnationOf(sid) < 0 ? "" : sid;
        } catch (IllegalArgumentException e) { // a malformed escape: any worker responds with 400
            return "";
        }
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
