package io.quarkiverse.socketio.runtime.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AttributeKey;
import io.quarkiverse.socketio.runtime.cluster.handoff.Preamble;
import io.quarkiverse.socketio.runtime.cluster.handoff.TlsSessionDetails;
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
 * Opens connections to other workers. Each is for one connection of one client, begins with the addresses of that, so that the
 * owner serves it as if the client had come there, and does not outlive the client's. A connection of HTTP/1 has at most one at
 * a time, which is used again; of HTTP/2 each request has one of its own.
 * <p>
 * Thread: the event loop of the client's connection, which is that of the connection to the owner as well.
 */
public final class OwnerClient {
    private static final AttributeKey<Boolean> INTRODUCED = AttributeKey.valueOf(OwnerClient.class, "introduced");
    /** Seconds that a connection waits for the next request of its client. */
    private static final int KEEP_ALIVE_SECONDS = 10;
    /** What a server expects that takes the proxy protocol: "the addresses are known otherwise". */
    private static final byte[] PROXY_UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient client;
    private final boolean proxyProtocol;

    /** @param proxyProtocol whether the owner's server wants each connection to begin with it */
    public OwnerClient(Vertx vertx, boolean proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
        // the pool is one for each connection of a client
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1).setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** A request to the owner with the method and target of the client's, and nothing sent yet. */
    Future<HttpClientRequest> open(HttpServerRequest request, Path owner) {
        ConnectionBase incoming = (ConnectionBase) request.connection();
        return client.request(new RequestOptions().setMethod(request.method()).setURI(RelayHandler.targetOf(request))
                .setServer(SocketAddress.domainSocketAddress(owner.toString())).setHost(poolOf(request, incoming.channel()))
                .setPort(0)).map(relayed -> {
                    // without a handler each failure would be an ERROR of Vert.x'; that of the response tells enough
                    relayed.exceptionHandler(broken -> {
                    });
                    introduceOnce((ConnectionBase) relayed.connection(), incoming);
                    return relayed;
                });
    }

    /** Whose connections are pooled together. */
    private static String poolOf(HttpServerRequest request, Channel incoming) {
        String connection = incoming.id().asLongText();
        return request.version() == HttpVersion.HTTP_2 ? connection + "-" + request.streamId() : connection;
    }

    private void introduceOnce(ConnectionBase outgoing, ConnectionBase incoming) {
        if (outgoing.channel().attr(INTRODUCED).setIfAbsent(true) == null) {
            try {
                introduce(outgoing.channel(), incoming);
            } catch (RuntimeException e) { // more certificates than fit, for instance
                outgoing.close();
                throw e;
            }
        }
    }

    private void introduce(Channel owner, ConnectionBase incoming) {
        // what an owner has answered before it closed still has to be read
        owner.config().setAutoClose(false);
        endWith(incoming.channel(), owner);
        ByteBuf first = Preamble.ofRelayed(inet(incoming.remoteAddress()), inet(incoming.localAddress()), tlsOf(incoming),
                owner.alloc());
        if (proxyProtocol) {
            first.writeBytes(PROXY_UNKNOWN);
        }
        owner.pipeline().firstContext().writeAndFlush(first);
    }

    private static void endWith(Channel incoming, Channel owner) {
        ChannelFutureListener close = closed -> owner.close();
        ChannelFuture end = incoming.closeFuture();
        end.addListener(close);
        owner.closeFuture().addListener(closed -> end.removeListener(close));
    }

    private static @Nullable TlsSessionDetails tlsOf(ConnectionBase connection) {
        SSLSession session = connection.sslSession();
        return session == null ? null : TlsSessionDetails.of(session, connection.indicatedServerName());
    }

    /** Vert.x keeps the literal of an address only. */
    private static InetSocketAddress inet(SocketAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.hostAddress()), address.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + address, e);
        }
    }
}
