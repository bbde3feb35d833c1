package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.PeerCredentials;

/** Tests every native transport that this machine has. */
@ParameterizedClass
@MethodSource("transports")
class NettyTransportTest {
    private final NettyTransport transport;
    private final EventLoopGroup group;
    private final Path socket = Path.of("/tmp", "tt-" + ProcessHandle.current().pid() + "-" + System.nanoTime());

    NettyTransportTest(NettyTransport transport) {
        this.transport = transport;
        this.group = transport.newLoop("transport-test");
    }

    static Stream<NettyTransport> transports() {
        return Arrays.stream(NettyTransport.values()).filter(NettyTransport::isAvailable);
    }

    @AfterEach
    void close() throws Exception {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    @Test
    void anEventLoopKnowsItsTransport() {
        assertThat(NettyTransport.of(group.next())).isEqualTo(transport);
        assertThat(NettyTransport.best()).isEqualTo(transports().findFirst().orElseThrow());
    }

    @Test
    void tcpConnectionsAreSocketChannels() throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server = listen(transport.tcpServer(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), accepted);
        try (SocketChannel client = SocketChannel.open(server.localAddress())) {
            Channel connection = accepted.get(30, TimeUnit.SECONDS);
            assertThat(connection).isInstanceOf(io.netty.channel.socket.SocketChannel.class);
            assertThat(connection.remoteAddress()).isEqualTo(client.getLocalAddress());
            assertThat(NettyTransport.pathOf(connection.localAddress())).isNull();
        }
    }

    @Test
    void unixSocketsConnectAndListenAndKnowTheirPath() throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server = listen(transport.unixServer(), transport.unixAddress(socket), accepted);
        assertThat(NettyTransport.pathOf(server.localAddress())).isEqualTo(socket.toString());
        Channel client = new Bootstrap().group(group).channelFactory(transport.unixSocket())
                .handler(new ChannelInboundHandlerAdapter()).connect(transport.unixAddress(socket)).sync().channel();
        assertThat(client).isInstanceOf(DuplexChannel.class);
        PeerCredentials peer = transport.peerOf(accepted.get(30, TimeUnit.SECONDS));
        if (transport == NettyTransport.EPOLL) {
            assertThat((long) peer.pid()).isEqualTo(ProcessHandle.current().pid());
        }
        if (peer != null) {
            assertThat(peer.uid()).isEqualTo(Files.getAttribute(socket, "unix:uid"));
        }
        client.close().sync();
    }

    /** Workers may use another transport than the primary. */
    @Test
    void unixSocketsOfAllTransportsAreCompatible() throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        listen(transport.unixServer(), transport.unixAddress(socket), accepted);
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            accepted.get(30, TimeUnit.SECONDS).writeAndFlush(Unpooled.wrappedBuffer(new byte[] { 1, 2, 3 })).sync();
            ByteBuffer read = ByteBuffer.allocate(3);
            while (read.hasRemaining() && client.read(read) >= 0) {
                // reads until the buffer is full
            }
            assertThat(read.array()).containsExactly(1, 2, 3);
        }
    }

    private Channel listen(ChannelFactory<ServerChannel> factory, SocketAddress address, CompletableFuture<Channel> accepted) {
        return new ServerBootstrap().group(group).channelFactory(factory).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel connection) {
                accepted.complete(connection);
            }
        }).bind(address).syncUninterruptibly().channel();
    }
}
