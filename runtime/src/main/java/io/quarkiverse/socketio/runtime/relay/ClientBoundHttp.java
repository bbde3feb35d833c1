package io.quarkiverse.socketio.runtime.relay;

import java.util.function.BiFunction;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;

/**
 * HTTP client for connections that each belong to one connection of a client: they begin with bytes that describe it, and are
 * closed with it. For a client's HTTP/1 connection there is at most one connection to each server, which is reused; with HTTP/2
 * each request has its own.
 * <p>
 * Thread: the event loop of the client's connection, which is also that of the connection to the server.
 */
final class ClientBoundHttp {
    /** How long an idle connection is kept for the next request of its client. */
    static final int KEEP_ALIVE_SECONDS = 10;
    private static final AttributeKey<Boolean> BEGUN = AttributeKey.valueOf(ClientBoundHttp.class, "begun");

    private final HttpClient client;
    private final BiFunction<ConnectionBase, ByteBufAllocator, ByteBuf> beginning;

    /** @param beginning returns the first bytes of a connection, which describe that of the client */
    ClientBoundHttp(Vertx vertx, BiFunction<ConnectionBase, ByteBufAllocator, ByteBuf> beginning) {
        this.beginning = beginning;
        // there is a pool for each connection of a client, see poolOf
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1).setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** Opens a request with the method and target of the client's request; nothing of it is sent yet. */
    Future<HttpClientRequest> open(HttpServerRequest request, SocketAddress server) {
        ConnectionBase incoming = (ConnectionBase) request.connection();
        return client.request(new RequestOptions().setMethod(request.method()).setURI(RelayedTarget.of(request))
                .setServer(server).setHost(poolOf(request)).setPort(0)).map(relayed -> {
                    RelayedConnection.silence(relayed);
                    beginOnce((ConnectionBase) relayed.connection(), incoming);
                    return relayed;
                });
    }

    /** Returns the name of the pool: there is one for each HTTP/1 connection, and one for each HTTP/2 request. */
    static String poolOf(HttpServerRequest request) {
        String connection = ((ConnectionBase) request.connection()).channel().id().asLongText();
        return request.version() == HttpVersion.HTTP_2 ? connection + "-" + request.streamId() : connection;
    }

    private void beginOnce(ConnectionBase outgoing, ConnectionBase incoming) {
        Channel server = outgoing.channel();
        if (server.attr(BEGUN).setIfAbsent(true) == null) {
            RelayedConnection.closeWith(incoming.channel(), server);
            try {
                server.pipeline().firstContext().writeAndFlush(beginning.apply(incoming, server.alloc()));
            } catch (RuntimeException e) { // more certificates than fit, for instance
                outgoing.close();
                throw e;
            }
        }
    }
}
