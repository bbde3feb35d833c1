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
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;

/**
 * Serves a request of another worker's session, as a reverse proxy's keep-alive connection brings them, by passing it to that
 * worker. Everything else goes on to the application, also what another worker has passed to us: what came over the Unix socket
 * is never passed on, so nothing can go round in circles.
 * <p>
 * Thread: the event loop of the request.
 */
public final class RelayHandler implements Handler<RoutingContext> {
    /** To one worker; a waiting poll holds one. The pool allocates for that many. */
    private static final int MAX_CONNECTIONS = 16 * 1024;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int BAD_GATEWAY = 502;

    private final Affinity affinity;
    private final Peers peers;
    private final HttpClient client;
    private final HttpProxy proxy;

    public RelayHandler(Vertx vertx, Affinity affinity, Peers peers) {
        this.affinity = affinity;
        this.peers = peers;
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(MAX_CONNECTIONS));
        this.proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(context -> toOwner(context.request().proxiedRequest())).addInterceptor(new OwnConnection());
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
        } else if (request.headers().contains(HttpHeaders.UPGRADE)) {
            upgrade(request);
        } else {
            announceBody(request);
            proxy.handle(request);
        }
    }

    /** In HTTP/2 a body needs no field that announces it; the proxy drops those that have none. */
    private static void announceBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request.headers().set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
        }
    }

    /** What the owner says of the connection between the workers is not for the client; in HTTP/2 it would be an error. */
    private static final class OwnConnection implements ProxyInterceptor {
        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            context.response().headers().remove(HttpHeaders.CONNECTION);
            return context.sendResponse();
        }
    }

    /** By hand, because the proxy's own way reads as fast as it can, however slow the other end is. */
    private void upgrade(HttpServerRequest request) {
        request.pause();
        toOwner(request).compose(relayed -> {
            relayed.setMethod(request.method()).setURI(request.uri()).headers().setAll(request.headers());
            return relayed.connect();
        }).onSuccess(answer -> {
            HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
            response.headers().setAll(answer.headers());
            if (answer.statusCode() == SWITCHING_PROTOCOLS) {
                request.toNetSocket().onSuccess(socket -> join(socket, answer.netSocket()));
            } else {
                response.send(answer);
            }
        }).onFailure(gone -> request.response().setStatusCode(BAD_GATEWAY).end());
    }

    private static void join(NetSocket one, NetSocket other) {
        one.pipeTo(other);
        other.pipeTo(one);
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
        HostAndPort authority = request.authority();
        return client.request(new RequestOptions().setServer(SocketAddress.domainSocketAddress(socket.toString()))
                .setHost(authority == null ? "localhost" : authority.host()));
    }
}
