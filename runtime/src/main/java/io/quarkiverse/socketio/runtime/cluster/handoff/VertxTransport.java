package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.quarkiverse.socketio.runtime.admission.Descriptors;
import io.quarkiverse.socketio.runtime.admission.JdkTransport;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.impl.transports.KQueueTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;

/**
 * Vert.x transport that delegates to Vert.x' own one for this system and puts
 * {@link io.quarkiverse.socketio.runtime.admission.Admission} into the pipelines of server channels. It also records the
 * server channels of Unix sockets, for {@link ChannelAdoption}, and supports these on every system. Vert.x finds it through
 * the service loader whenever the native transport is preferred.
 * <p>
 * Thread: any.
 */
public final class VertxTransport implements io.vertx.core.spi.transport.Transport {
    private static final Queue<Channel> SERVERS = new ConcurrentLinkedQueue<>();
    private static final boolean WORKER = Boolean.parseBoolean(System.getenv("CLUSTER_WORKER"));

    private final NettyTransport best = NettyTransport.best();
    private final io.vertx.core.spi.transport.Transport own = switch (best) {
        case EPOLL -> new EpollTransport();
        case KQUEUE -> new KQueueTransport();
        case NIO -> new JDKTransport();
    };

    /** Returns the server channel that listens on a Unix socket; null when there is none. */
    static @Nullable Channel serverOn(Path socket) {
        for (Channel channel : SERVERS) {
            if (socket.toString().equals(NettyTransport.pathOf(channel.localAddress()))) {
                return channel;
            }
        }
        return null;
    }

    private boolean isNative() {
        return best != NettyTransport.NIO;
    }

    @Override
    public boolean isAvailable() {
        return WORKER || isNative();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return isAvailable() ? null : NettyTransport.epollUnavailabilityCause();
    }

    @Override
    public boolean supportsDomainSockets() {
        return true;
    }

    @Override
    public boolean supportFileRegion() {
        return own.supportFileRegion();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return address.isDomainSocket() ? best.unixAddress(Path.of(address.path())) : own.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        String path = NettyTransport.pathOf(address);
        return path == null ? own.convert(address) : io.vertx.core.net.SocketAddress.domainSocketAddress(path);
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return own.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return own.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return own.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean unix) {
        return unix ? keepingReserve(best.unixSocket()) : own.channelFactory(false);
    }

    /**
     * Returns a factory that does not use reserved file descriptors: requests of clients cause connections to other workers, so
     * these are limited as well.
     */
    static ChannelFactory<Channel> keepingReserve(ChannelFactory<Channel> factory) {
        return () -> {
            Channel channel = factory.newChannel();
            if (Descriptors.ofProcess().isReserved(channel)) {
                channel.unsafe().closeForcibly();
                throw new ChannelException("this process is about to have used up its file descriptors");
            }
            return channel;
        };
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean unix) {
        ChannelFactory<? extends ServerChannel> factory = JdkTransport
                .admitting(unix ? best.unixServer() : best.tcpServer());
        return unix ? () -> remembered(factory.newChannel()) : factory;
    }

    static ServerChannel remembered(ServerChannel channel) {
        SERVERS.add(channel);
        channel.closeFuture().addListener(closed -> SERVERS.remove(channel));
        return channel;
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        own.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, boolean unix, Bootstrap bootstrap) {
        own.configure(options, unix, bootstrap);
    }

    /**
     * Configures all but the Unix sockets of the JDK, which support none of the options that are set for all servers and would
     * log a warning for each.
     */
    @Override
    public void configure(NetServerOptions options, boolean unix, ServerBootstrap bootstrap) {
        if (!unix || isNative()) {
            own.configure(options, unix, bootstrap);
        }
    }
}
