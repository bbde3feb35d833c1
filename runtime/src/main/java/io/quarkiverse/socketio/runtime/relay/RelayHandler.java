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
 * Vert.x route handler that relays requests for sessions of another worker, or of another host, to the owner. Requests of
 * another worker come when a reverse proxy uses one keep-alive connection for several clients, those of another host when it
 * does not send the requests of a session to the same host. All other requests go on to the application, as do those that
 * another worker or host has relayed: a request is relayed once, so it cannot loop. What is relayed and names no session, as no
 * worker or host would send it, gets 404: who has the secret of the hosts reaches the sessions with it, and no other path.
 * <p>
 * Thread: the event loop of the request.
 *
 * @param hosts the owners on other hosts; null if hosts do not relay
 */
public record RelayHandler(Affinity affinity, Peers peers, OwnerClient owners,
        @Nullable HostOwners hosts) implements Handler<RoutingContext> {
    private static final int NOT_FOUND = 404;
    /** Marks a route's context whose target has been examined: an application may reroute the request to any other path. */
    private static final String EXAMINED = RelayHandler.class.getName();
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
        if (isRelayed(request) && context.get(EXAMINED) == null) {
            if (!affinity.mayNameSession(RelayedTarget.of(request))) {
                context.response().setStatusCode(NOT_FOUND).end();
                return;
            }
            context.put(EXAMINED, true);
        }
        Owner owner = mayBeRelayed(request) ? ownerOf(RelayedTarget.of(request)) : null;
        if (owner == null) {
            context.next();
            return;
        }
        debug(request);
        if (asksWebSocket(request)) {
            new RelayedUpgrade(context, owner).start();
        } else {
            new RelayedRequest(context, owner).start();
        }
    }

    private static boolean mayBeRelayed(HttpServerRequest request) {
        SocketAddress client = request.connection().remoteAddress();
        return client != null && client.isInetSocket() && !isRelayed(request);
    }

    private static boolean isRelayed(HttpServerRequest request) {
        return ChannelAdoption.isRelayed(((ConnectionBase) request.connection()).channel());
    }

    private @Nullable Owner ownerOf(String target) {
        Affinity.Remote remote = hosts == null ? null : affinity.remoteOwnerOf(target);
        if (hosts != null && remote != null) {
            return hosts.of(remote, affinity.sessionOf(target));
        }
        int owner = affinity.ownerOf(target);
        Path socket = owner == Affinity.NONE ? null : peers.socketOf(owner);
        return socket == null ? null : owners.worker(socket);
    }

    private void debug(HttpServerRequest request) {
        if (DebugLog.CLUSTER.isDebugEnabled()) {
            String target = RelayedTarget.of(request);
            Affinity.Remote remote = affinity.remoteOwnerOf(target);
            DebugLog.CLUSTER.debugf("%s: %s relays a request of %s to %s", affinity.sessionOf(target),
                    peers.describe(peers.self()), request.connection().remoteAddress(),
                    remote == null ? peers.describe(affinity.ownerOf(target)) : "host " + remote.host());
        }
    }

    /**
     * Returns whether the request asks for a WebSocket. Other upgrades are not relayed, which HTTP allows (RFC 9110, section
     * 7.8).
     */
    static boolean asksWebSocket(HttpServerRequest request) {
        MultiMap fields = request.headers();
        return request.version() == HttpVersion.HTTP_1_1 && request.method().equals(HttpMethod.GET)
                && "websocket".equalsIgnoreCase(fields.get(HttpHeaders.UPGRADE))
                && fields.getAll(HttpHeaders.CONNECTION).stream().anyMatch(UPGRADE_OPTION.asPredicate())
                && !fields.contains(HttpHeaders.TRANSFER_ENCODING)
                && (!fields.contains(HttpHeaders.CONTENT_LENGTH) || fields.contains(HttpHeaders.CONTENT_LENGTH, "0", false));
    }
}
