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
    private static final int KEEP_ALIVE_SECONDS = 10;
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

    /** Opens a request to the owner with the method and target of the client's request; nothing is sent yet. */
    Future<HttpClientRequest> open(HttpServerRequest request, Path owner) {
        ConnectionBase incoming = (ConnectionBase) request.connection();
        return client.request(new RequestOptions().setMethod(request.method()).setURI(RelayHandler.targetOf(request))
                .setServer(SocketAddress.domainSocketAddress(owner.toString())).setHost(poolOf(request, incoming.channel()))
                .setPort(0)).map(relayed -> {
                    // else Vert.x logs each failure as an error; the future of the response fails, too
                    relayed.exceptionHandler(broken -> {
                    });
                    sendPreambleOnce((ConnectionBase) relayed.connection(), incoming);
                    return relayed;
                });
    }

    /** Returns the name of the pool: there is one for each HTTP/1 connection, and one for each HTTP/2 request. */
    private static String poolOf(HttpServerRequest request, Channel incoming) {
        String connection = incoming.id().asLongText();
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
        // the response of an owner that has closed is still to be read
        owner.config().setAutoClose(false);
        closeWith(incoming.channel(), owner);
        ByteBuf first = Preamble.ofRelayed(inet(incoming.remoteAddress()), inet(incoming.localAddress()), tlsOf(incoming),
                owner.alloc());
        if (proxyProtocol) {
            first.writeBytes(PROXY_UNKNOWN);
        }
        owner.pipeline().firstContext().writeAndFlush(first);
    }

    private static void closeWith(Channel incoming, Channel owner) {
        ChannelFutureListener close = closed -> owner.close();
        ChannelFuture end = incoming.closeFuture();
        end.addListener(close);
        owner.closeFuture().addListener(closed -> end.removeListener(close));
    }

    private static @Nullable TlsSessionDetails tlsOf(ConnectionBase connection) {
        SSLSession session = connection.sslSession();
        return session == null ? null : TlsSessionDetails.of(session, connection.indicatedServerName());
    }

    /** Converts an address, of which Vert.x keeps only the literal. */
    private static InetSocketAddress inet(SocketAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.hostAddress()), address.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + address, e);
        }
    }
}
