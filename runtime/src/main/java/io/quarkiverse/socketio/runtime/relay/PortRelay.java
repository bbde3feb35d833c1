package io.quarkiverse.socketio.runtime.relay;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Relays requests to a server that listens on a port of this machine. Connections to it begin with a header of the proxy
 * protocol, version 1, that has the client's addresses.
 * <p>
 * Thread: the event loop of the client's connection.
 */
public final class PortRelay {
    /** The address at which servers listen to which requests are relayed. */
    public static final String HOST = "127.0.0.1";
    private static final int UNAVAILABLE = 503;

    private final ClientBoundHttp http;

    public PortRelay(Vertx vertx) {
        this.http = new ClientBoundHttp(vertx, PortRelay::beginning);
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
            return http.open(request, SocketAddress.inetSocketAddress(port, HOST));
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

    private static ByteBuf beginning(ConnectionBase incoming, ByteBufAllocator allocator) {
        return ByteBufUtil.writeAscii(allocator, proxyHeader(
                RelayedConnection.inet(incoming.remoteAddress()), RelayedConnection.inet(incoming.localAddress())));
    }

    static String proxyHeader(InetSocketAddress client, InetSocketAddress server) {
        String from = client.getAddress().getHostAddress();
        String to = server.getAddress().getHostAddress();
        return "PROXY " + (from.contains(":") || to.contains(":") ? "TCP6 " : "TCP4 ") + from + ' ' + to + ' '
                + client.getPort()
                + ' ' + server.getPort() + "\r\n";
    }
}
