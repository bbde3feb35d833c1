package io.quarkiverse.socketio.runtime.relay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.quarkiverse.socketio.runtime.cluster.handoff.Preamble;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.RoutingContext;

/**
 * HTTP client for connections to the workers that own sessions, over their Unix sockets. Each belongs to one connection of a
 * client: it begins with a {@link Preamble} that has the client's addresses, so that the owner serves it as if the client had
 * connected there, and is closed with the client's connection. For a client's HTTP/1 connection there is at most one connection
 * to each owner, which is reused; with HTTP/2 each request has its own.
 * <p>
 * Thread: the event loop of the client's connection, which is also that of the connection to the owner.
 */
public final class OwnerClient {
    private static final AttributeKey<Boolean> PREAMBLE_SENT = AttributeKey.valueOf(OwnerClient.class, "preambleSent");
    /** How long an idle connection is kept for the next request of its client. */
    static final int KEEP_ALIVE_SECONDS = 10;
    /** The header of the proxy protocol that says "addresses unknown": they are in the {@link Preamble}. */
    private static final byte[] PROXY_UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient client;
    private final boolean proxyProtocol;

    /** @param proxyProtocol whether the owner's server expects the header of the proxy protocol on each connection */
    public OwnerClient(Vertx vertx, boolean proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
        // there is a pool for each connection of a client, see poolOf
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1).setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** Returns the header that the server of an owner may expect in front of the bytes of a relayed connection. */
    static byte[] proxyHeader(boolean proxyProtocol) {
        return proxyProtocol ? PROXY_UNKNOWN.clone() : new byte[0];
    }

    /** Returns the worker that listens on a Unix socket. */
    Owner worker(Path socket) {
        return new Worker(socket);
    }

    private final class Worker implements Owner {
        private final Path socket;

        Worker(Path socket) {
            this.socket = socket;
        }

        @Override
        public Future<HttpClientRequest> open(HttpServerRequest request) {
            ConnectionBase incoming = (ConnectionBase) request.connection();
            return client.request(new RequestOptions().setMethod(request.method()).setURI(RelayedTarget.of(request))
                    .setServer(SocketAddress.domainSocketAddress(socket.toString()))
                    .setHost(poolOf(request))
                    .setPort(0)).map(relayed -> {
                        RelayedConnection.silence(relayed);
                        sendPreambleOnce((ConnectionBase) relayed.connection(), incoming);
                        return relayed;
                    });
        }

        @Override
        public boolean keeps(HttpConnection connection) {
            return true;
        }

        @Override
        public void refuse(RoutingContext context, Throwable why) {
            RelayedResponse.refuse(context.request(), RelayedResponse.BAD_GATEWAY);
        }
    }

    /** Returns the name of the pool: there is one for each HTTP/1 connection, and one for each HTTP/2 request. */
    static String poolOf(HttpServerRequest request) {
        String connection = ((ConnectionBase) request.connection()).channel().id().asLongText();
        return request.version() == HttpVersion.HTTP_2 ? connection + "-" + request.streamId() : connection;
    }

    private void sendPreambleOnce(ConnectionBase outgoing, ConnectionBase incoming) {
        if (outgoing.channel().attr(PREAMBLE_SENT).setIfAbsent(true) == null) {
            try {
                sendPreamble(outgoing.channel(), incoming);
            } catch (RuntimeException e) { // more certificates than fit, for instance
                outgoing.close();
                throw e;
            }
        }
    }

    private void sendPreamble(Channel owner, ConnectionBase incoming) {
        RelayedConnection.closeWith(incoming.channel(), owner);
        ByteBuf first = RelayedConnection.preambleOf(incoming, owner.alloc());
        if (proxyProtocol) {
            first.writeBytes(PROXY_UNKNOWN);
        }
        owner.pipeline().firstContext().writeAndFlush(first);
    }
}
