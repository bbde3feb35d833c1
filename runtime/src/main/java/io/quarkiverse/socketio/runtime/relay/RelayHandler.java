package io.quarkiverse.socketio.runtime.relay;

import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Vert.x route handler that relays requests for sessions of another worker to that worker. Such requests come when a reverse
 * proxy uses one keep-alive connection for several clients. All other requests go on to the application, as do those that
 * another worker has relayed: a request is relayed once, so it cannot loop.
 * <p>
 * Thread: the event loop of the request.
 */
public record RelayHandler(Affinity affinity, Peers peers, OwnerClient owners) implements Handler<RoutingContext> {
    /** Matches the option {@code upgrade} in the value of a {@code Connection} header field. */
    private static final Pattern UPGRADE_OPTION = Pattern.compile("(?i)(^|,)\\s*upgrade\\s*(,|$)");

    /** Finds the Unix sockets of the other workers. */
    public interface Peers {
        /** Returns the Unix socket of another worker that is ready; null for any other incarnation, including this worker's. */
        @Nullable
        Path socketOf(int incarnation);

        /** Describes a worker, this one or another, for debug lines. */
        String describe(int incarnation);

        /** The incarnation of this worker. */
        int self();
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Path owner = mayBeRelayed(request) ? ownerOf(request) : null;
        if (owner == null) {
            context.next();
            return;
        }
        debug(request);
        if (asksWebSocket(request)) {
            new RelayedUpgrade(request, context.vertx()).start(owners, owner);
        } else {
            new RelayedRequest(context).start(owners, owner);
        }
    }

    private static boolean mayBeRelayed(HttpServerRequest request) {
        SocketAddress client = request.connection().remoteAddress();
        return client != null && client.isInetSocket()
                && !ChannelAdoption.isRelayed(((ConnectionBase) request.connection()).channel());
    }

    private @Nullable Path ownerOf(HttpServerRequest request) {
        int owner = affinity.ownerOf(targetOf(request));
        return owner == Affinity.NONE ? null : peers.socketOf(owner);
    }

    private void debug(HttpServerRequest request) {
        if (DebugLog.CLUSTER.isDebugEnabled()) {
            String target = targetOf(request);
            DebugLog.CLUSTER.debugf("%s: %s relays a request of %s to %s", affinity.sessionOf(target),
                    peers.describe(peers.self()),
                    request.connection().remoteAddress(), peers.describe(affinity.ownerOf(target)));
        }
    }

    /**
     * Returns the request target as the client has sent it: Quarkus may have added to the URI what a proxy has removed, which
     * the owner does as well.
     */
    static String targetOf(HttpServerRequest request) {
        String query = request.query();
        return query == null ? request.path() : request.path() + '?' + query;
    }

    /**
     * Returns whether the request asks for a WebSocket. Other upgrades are not relayed, which HTTP allows (RFC 9110, section
     * 7.8).
     */
    private static boolean asksWebSocket(HttpServerRequest request) {
        MultiMap fields = request.headers();
        return request.version() == HttpVersion.HTTP_1_1 && request.method().equals(HttpMethod.GET)
                && "websocket".equalsIgnoreCase(fields.get(HttpHeaders.UPGRADE))
                && fields.getAll(HttpHeaders.CONNECTION).stream().anyMatch(UPGRADE_OPTION.asPredicate())
                && !fields.contains(HttpHeaders.TRANSFER_ENCODING)
                && (!fields.contains(HttpHeaders.CONTENT_LENGTH) || fields.contains(HttpHeaders.CONTENT_LENGTH, "0", false));
    }
}
