package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.net.SocketAddress;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.quarkiverse.socketio.runtime.admission.JdkTransport;
import io.vertx.core.net.NetServerOptions;

/**
 * Vert.x' JDK transport with the Unix sockets of the JDK, which Vert.x does not offer: a single process receives the requests
 * that other hosts relay over one.
 * <p>
 * Thread: any.
 */
final class UnixJdkTransport extends JdkTransport {

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return address.isDomainSocket() ? NettyTransport.NIO.unixAddress(Path.of(address.path())) : super.convert(address);
    }

    @Override
    public io.vertx.core.net.@Nullable SocketAddress convert(SocketAddress address) {
        String path = NettyTransport.pathOf(address);
        return path == null ? super.convert(address) : io.vertx.core.net.SocketAddress.domainSocketAddress(path);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean unix) {
        return unix ? VertxTransport.keepingReserve(NettyTransport.NIO.unixSocket()) : super.channelFactory(false);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean unix) {
        ChannelFactory<? extends ServerChannel> factory = unix ? admitting(NettyTransport.NIO.unixServer()) : null;
        return factory == null ? super.serverChannelFactory(false) : () -> VertxTransport.remembered(factory.newChannel());
    }

    /** Configures all but Unix sockets, which support none of the options that are set for all servers. */
    @Override
    public void configure(NetServerOptions options, boolean unix, ServerBootstrap bootstrap) {
        if (!unix) {
            super.configure(options, false, bootstrap);
        }
    }
}
