package io.quarkiverse.socketio.runtime.relay;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.util.AttributeKey;
import io.quarkiverse.socketio.runtime.admission.Descriptors;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity.Remote;
import io.quarkiverse.socketio.runtime.relay.HostHandshake.NotTrustedException;
import io.quarkiverse.socketio.runtime.relay.RelayOutcome.NotRelayedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Client for connections to other hosts. Each begins with a {@link HostHandshake}. Like a connection to a worker of this host, one
 * that relays belongs to one connection of a client, and is reused if it leads to the owner itself. If another worker of the host
 * passes it on, it serves one request, so that no request meets a connection which that worker is closing.
 * <p>
 * Thread: {@link #ask} any, {@link #open} the event loop of the client's connection.
 */
public final class HostClient {
    private static final int CONNECT_MILLIS = 2000;
    /** The state of a connection to another host, once the handshake has begun. */
    private static final AttributeKey<Use> USE = AttributeKey.valueOf(HostClient.class, "use");

    private final HostSecret secret;
    private final HttpClient http;
    private final NetClient net;

    /**
     * How a connection is used.
     *
     * @param client the connection of the client for which it is
     * @param kept whether it serves further requests of that client
     */
    private record Use(ChannelId client, boolean kept) {
    }

    /**
     * @param httpOptions the settings of TLS, if it is used
     * @param netOptions the same
     */
    public HostClient(Vertx vertx, HostSecret secret, HttpClientOptions httpOptions, NetClientOptions netOptions) {
        this.secret = secret;
        // there is a pool for each connection of a client and each owner, see open
        httpOptions.setMaxPoolSize(1).setKeepAliveTimeout(ClientBoundHttp.KEEP_ALIVE_SECONDS)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setConnectTimeout(CONNECT_MILLIS).setSslHandshakeTimeout(HostHandshake.MAX_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS).setTcpKeepAlive(true);
        this.http = vertx.createHttpClient(httpOptions);
        netOptions.setConnectTimeout(CONNECT_MILLIS).setSslHandshakeTimeout(HostHandshake.MAX_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        this.net = vertx.createNetClient(netOptions);
    }

    /** Uses renewed certificates for connections from now on. */
    public Future<Void> update(SSLOptions tls) {
        return Future.all(http.updateSSLOptions(tls), net.updateSSLOptions(tls)).mapEmpty();
    }

    /** Asks the host at an address for its tag. */
    public CompletionStage<String> ask(HostAddress address) {
        return net.connect(address.labelled(address.name())).compose(socket -> {
            socket.exceptionHandler(broken -> {
            });
            Channel channel = ((ConnectionBase) socket).channel();
            return HostHandshake.start(channel, "handler", Affinity.NONE, secret).map(HostHandshake::tag)
                    .onComplete(done -> socket.close());
        }).toCompletionStage();
    }

    /**
     * Opens a request to a worker of the host at an address; nothing of it is sent yet.
     *
     * @return fails with a {@link NotRelayedException}
     */
    Future<HttpClientRequest> open(HttpServerRequest request, HostAddress address, Remote owner) {
        RequestOptions options = new RequestOptions().setMethod(request.method()).setURI(RelayedTarget.of(request))
                .setServer(address.labelled(ClientBoundHttp.poolOf(request) + "-" + owner.incarnation()))
                .setHost(address.name())
                .setPort(address.port());
        return http.request(options).compose(relayed -> {
            RelayedConnection.silence(relayed);
            return introduce((ConnectionBase) relayed.connection(), request, owner).map(relayed);
        }).recover(failure -> Future.failedFuture(explained(failure)));
    }

    /** Returns whether a connection serves further requests of its client: it leads to the owner itself. */
    static boolean isKept(HttpConnection connection) {
        Use use = ((ConnectionBase) connection).channel().attr(USE).get();
        return use != null && use.kept;
    }

    private Future<Void> introduce(ConnectionBase outgoing, HttpServerRequest request, Remote owner) {
        ChannelId client = ((ConnectionBase) request.connection()).channel().id();
        Use use = outgoing.channel().attr(USE).get();
        if (use != null) {
            return use.kept && use.client.equals(client) ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException("[BUG] a connection of another client"));
        }
        if (Descriptors.ofProcess().isReserved(outgoing.channel())) {
            outgoing.close();
            return Future.failedFuture(new IOException("this process is about to have used up its file descriptors"));
        }
        ConnectionBase incoming = (ConnectionBase) request.connection();
        RelayedConnection.closeWith(incoming.channel(), outgoing.channel());
        outgoing.channel().attr(USE).set(new Use(client, false));
        return HostHandshake.start(outgoing.channel(), "codec", owner.incarnation(), secret).compose(handshake -> {
            if (!handshake.tag().equals(owner.host())) { // another host has the address now
                outgoing.close();
                return Future.failedFuture(new NotRelayedException(RelayOutcome.UNKNOWN_HOST));
            }
            try {
                ByteBuf preamble = RelayedConnection.preambleOf(incoming, outgoing.channel().alloc());
                handshake.finish(RelayHandler.asksWebSocket(request), preamble);
                outgoing.channel().attr(USE).set(new Use(client, handshake.isWithOwner()));
                return Future.succeededFuture();
            } catch (RuntimeException e) { // more certificates than fit, for instance
                outgoing.close();
                throw e;
            }
        });
    }

    private static NotRelayedException explained(Throwable failure) {
        if (failure instanceof NotRelayedException known) {
            return known;
        }
        boolean trust = failure instanceof NotTrustedException || failure instanceof SSLException;
        return new NotRelayedException(trust ? RelayOutcome.NOT_TRUSTED : RelayOutcome.UNREACHABLE, failure);
    }
}
