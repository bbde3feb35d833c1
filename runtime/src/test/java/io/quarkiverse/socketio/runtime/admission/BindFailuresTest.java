package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.handoff.VertxTransport;

class BindFailuresTest {
    @Test
    void aPortInUseIsABindExceptionWithTheBestTransportToo() throws IOException {
        EventLoopGroup loop = NettyTransport.best().newLoop("test");
        try (ServerSocket holder = new ServerSocket(0)) {
            ChannelFuture bound = new ServerBootstrap().group(loop)
                    .channelFactory(new VertxTransport().serverChannelFactory(false))
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            // none connects
                        }
                    }).bind(new InetSocketAddress(holder.getLocalPort())).awaitUninterruptibly();
            assertThat(bound.cause()).isInstanceOf(BindException.class).hasMessageContaining("Address already in use");
        } finally {
            loop.shutdownGracefully();
        }
    }
}
