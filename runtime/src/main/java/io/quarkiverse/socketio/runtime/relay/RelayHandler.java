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
 * Serves a request of another worker's session, as a reverse proxy's keep-alive connection brings them, by passing it to that
 * worker. Everything else goes on to the application, also what another worker has passed to us: that is never passed on, so
 * nothing can go round in circles.
 * <p>
 * Thread: the event loop of the request.
 */
public final class RelayHandler implements Handler<RoutingContext> {
    /** In the list that {@code Connection} is. */
    private static final Pattern UPGRADE_OPTION = Pattern.compile("(?i)(^|,)\\s*upgrade\\s*(,|$)");

    private final Affinity affinity;
    private final Peers peers;
    private final OwnerClient owners;

    public RelayHandler(Affinity affinity, Peers peers, OwnerClient owners) {
        this.affinity = affinity;
        this.peers = peers;
        this.owners = owners;
    }

    /** Where the other workers are. */
    public interface Peers {
        /** The Unix socket of another worker that is ready; null for any other incarnation, this worker's too. */
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
        Path owner = mayBePassedOn(request) ? ownerOf(request) : null;
        if (owner == null) {
            context.next();
            return;
        }
        debug(request);
        if (asksWebSocket(request)) {
            new RelayedUpgrade(request, context.vertx()).begin(owners, owner);
        } else {
            new RelayedRequest(context).begin(owners, owner);
        }
    }

    private static boolean mayBePassedOn(HttpServerRequest request) {
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
     * As the client has sent it; to the URI Quarkus may have added what a proxy has taken away, which the owner does as well.
     */
    static String targetOf(HttpServerRequest request) {
        String query = request.query();
        return query == null ? request.path() : request.path() + '?' + query;
    }

    /** Any other upgrade is left out of what is relayed, which HTTP allows (RFC 9110, section 7.8). */
    private static boolean asksWebSocket(HttpServerRequest request) {
        MultiMap fields = request.headers();
        return request.version() == HttpVersion.HTTP_1_1 && request.method().equals(HttpMethod.GET)
                && "websocket".equalsIgnoreCase(fields.get(HttpHeaders.UPGRADE))
                && fields.getAll(HttpHeaders.CONNECTION).stream().anyMatch(UPGRADE_OPTION.asPredicate())
                && !fields.contains(HttpHeaders.TRANSFER_ENCODING)
                && (!fields.contains(HttpHeaders.CONTENT_LENGTH) || fields.contains(HttpHeaders.CONTENT_LENGTH, "0", false));
    }
}
