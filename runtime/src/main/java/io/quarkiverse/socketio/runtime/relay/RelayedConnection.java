package io.quarkiverse.socketio.runtime.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.quarkiverse.socketio.runtime.cluster.handoff.Preamble;
import io.quarkiverse.socketio.runtime.cluster.handoff.TlsSessionDetails;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The connection of a client whose requests are relayed: what the owner is told about it, and its end.
 * <p>
 * Thread: the event loop of the connection.
 */
final class RelayedConnection {
    private RelayedConnection() {
    }

    /** Returns the preamble that describes the connection to an owner. */
    static ByteBuf preambleOf(ConnectionBase incoming, ByteBufAllocator allocator) {
        return Preamble.ofRelayed(inet(incoming.remoteAddress()), inet(incoming.localAddress()), tlsOf(incoming), allocator);
    }

    /** Closes the connection to an owner with that of the client; also when Vert.x has not noticed that it was closed. */
    static void closeWith(Channel incoming, Channel owner) {
        // the response of an owner that has closed is still to be read
        owner.config().setAutoClose(false);
        ChannelFutureListener close = closed -> owner.close();
        ChannelFuture end = incoming.closeFuture();
        end.addListener(close);
        owner.closeFuture().addListener(closed -> end.removeListener(close));
    }

    /** Keeps Vert.x from logging failures of a request or its connection as errors; the future of the response fails, too. */
    static void silence(HttpClientRequest relayed) {
        relayed.exceptionHandler(broken -> {
        });
        relayed.connection().exceptionHandler(broken -> {
        });
    }

    private static @Nullable TlsSessionDetails tlsOf(ConnectionBase connection) {
        SSLSession session = connection.sslSession();
        return session == null ? null : TlsSessionDetails.of(session, connection.indicatedServerName());
    }

    /** Converts an address, of which Vert.x keeps only the literal. */
    static InetSocketAddress inet(SocketAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.hostAddress()), address.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + address, e);
        }
    }
}
