package io.quarkiverse.socketio.runtime.relay;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.RoutingContext;

/**
 * Relays requests to a server that listens on a port of this machine. Connections to it begin with a header of the proxy
 * protocol, version 1, that has the client's addresses; each belongs to one connection of a client, and is closed with it.
 * <p>
 * Thread: the event loop of the client's connection.
 */
public final class PortRelay {
    /** The address at which servers listen to which requests are relayed. */
    public static final String HOST = "127.0.0.1";
    private static final AttributeKey<Boolean> HEADER_SENT = AttributeKey.valueOf(PortRelay.class, "headerSent");
    private static final int UNAVAILABLE = 503;

    private final HttpClient client;

    public PortRelay(Vertx vertx) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1)
                .setKeepAliveTimeout(OwnerClient.KEEP_ALIVE_SECONDS).setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** Relays a request, which is paused. */
    public void relay(RoutingContext context, int port) {
        Owner owner = new Local(port);
        if (RelayHandler.asksWebSocket(context.request())) {
            new RelayedUpgrade(context, owner).start();
        } else {
            new RelayedRequest(context, owner).start();
        }
    }

    /** Responds to a request that is not relayed, with a text for people. */
    public static void refuse(RoutingContext context, String text) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response().setStatusCode(UNAVAILABLE).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=utf-8")
                    .end(text);
        }
    }

    private final class Local implements Owner {
        private final int port;

        Local(int port) {
            this.port = port;
        }

        @Override
        public Future<HttpClientRequest> open(HttpServerRequest request) {
            ConnectionBase incoming = (ConnectionBase) request.connection();
            return client.request(new RequestOptions().setMethod(request.method()).setURI(RelayedTarget.of(request))
                    .setServer(SocketAddress.inetSocketAddress(port, HOST))
                    .setHost(OwnerClient.poolOf(request)).setPort(port)).map(relayed -> {
                        RelayedConnection.silence(relayed);
                        sendHeaderOnce(((ConnectionBase) relayed.connection()).channel(), incoming);
                        return relayed;
                    });
        }

        @Override
        public boolean keeps(HttpConnection connection) {
            return true;
        }

        @Override
        public void refuse(RoutingContext context, Throwable why) {
            PortRelay.refuse(context, "The worker processes do not respond: " + why.getMessage() + '\n');
        }
    }

    private static void sendHeaderOnce(Channel owner, ConnectionBase incoming) {
        if (owner.attr(HEADER_SENT).setIfAbsent(true) == null) {
            RelayedConnection.closeWith(incoming.channel(), owner);
            String header = proxyHeader(RelayedConnection.inet(incoming.remoteAddress()),
                    RelayedConnection.inet(incoming.localAddress()));
            owner.pipeline().firstContext().writeAndFlush(Unpooled.copiedBuffer(header, StandardCharsets.US_ASCII));
        }
    }

    static String proxyHeader(InetSocketAddress client, InetSocketAddress server) {
        String from = client.getAddress().getHostAddress();
        String to = server.getAddress().getHostAddress();
        return "PROXY " + (from.contains(":") || to.contains(":") ? "TCP6 " : "TCP4 ") + from + ' ' + to + ' '
                + client.getPort()
                + ' ' + server.getPort() + "\r\n";
    }
}
