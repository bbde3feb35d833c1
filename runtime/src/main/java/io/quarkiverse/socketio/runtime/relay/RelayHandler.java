package io.quarkiverse.socketio.runtime.relay;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;

/**
 * Serves a request of another worker's session, as a reverse proxy's keep-alive connection brings them, by passing it to that
 * worker. Everything else goes on to the application, also what another worker has passed to us: what came over the Unix socket
 * is never passed on, so nothing can go round in circles.
 * <p>
 * Thread: the event loop of the request.
 */
public final class RelayHandler implements Handler<RoutingContext> {
    private final Affinity affinity;
    private final Peers peers;
    private final HttpClient client;
    private final HttpProxy proxy;

    public RelayHandler(Vertx vertx, Affinity affinity, Peers peers) {
        this.affinity = affinity;
        this.peers = peers;
        // a waiting poll holds its connection: their number is limited by the sessions, not here
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(Integer.MAX_VALUE)
                .setDecompressionSupported(false));
        this.proxy = HttpProxy.reverseProxy(client).origin(context -> toOwner(context.request().proxiedRequest()));
    }

    /** Where the other workers are. */
    @FunctionalInterface
    public interface Peers {
        /** The Unix socket of another worker that is ready; null for any other incarnation, this worker's too. */
        @Nullable
        Path socketOf(int incarnation);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.connection().localAddress().isDomainSocket() || ownerOf(request) == null) {
            context.next();
        } else {
            proxy.handle(request);
        }
    }

    private @Nullable Path ownerOf(HttpServerRequest request) {
        int owner = affinity.ownerOf(request.uri());
        return owner == Affinity.NONE ? null : peers.socketOf(owner);
    }

    private Future<HttpClientRequest> toOwner(HttpServerRequest request) {
        Path socket = ownerOf(request);
        if (socket == null) {
            return Future.failedFuture("the worker of the session is gone");
        }
        return client.request(new RequestOptions().setServer(SocketAddress.domainSocketAddress(socket.toString()))
                .setHost(request.authority() == null ? "localhost" : request.authority().host()))
                .onSuccess(relayed -> request.connection().closeHandler(closed -> relayed.reset()));
    }
}
