package io.quarkiverse.socketio.runtime.relay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quarkiverse.socketio.runtime.cluster.handoff.Preamble;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * HTTP client for connections to the workers that own sessions, over their Unix sockets. Each begins with a {@link Preamble} that
 * has the client's addresses, so that the owner serves it as if the client had connected there.
 * <p>
 * Thread: the event loop of the client's connection, which is also that of the connection to the owner.
 */
public final class OwnerClient {
    /** The header of the proxy protocol that says "addresses unknown": they are in the {@link Preamble}. */
    private static final byte[] PROXY_UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ClientBoundHttp http;
    private final boolean proxyProtocol;

    /** @param proxyProtocol whether the owner's server expects the header of the proxy protocol on each connection */
    public OwnerClient(Vertx vertx, boolean proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
        this.http = new ClientBoundHttp(vertx, this::beginning);
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
            return http.open(request, SocketAddress.domainSocketAddress(socket.toString()));
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

    private ByteBuf beginning(ConnectionBase incoming, ByteBufAllocator allocator) {
        return RelayedConnection.preambleOf(incoming, allocator).writeBytes(proxyHeader(proxyProtocol));
    }
}
