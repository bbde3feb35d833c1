package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;

/** The port of a primary on its own event loop, whose accepted connections are handed over; their outcomes are counted. */
final class AcceptedConnections implements AutoCloseable {
    private static final List<ServerKind> KINDS = List.of(ServerKind.PLAIN, ServerKind.TLS, ServerKind.MANAGEMENT,
            ServerKind.MANAGEMENT_TLS);
    static final Duration LIMIT = Duration.ofSeconds(30);

    final AtomicInteger kept = new AtomicInteger();
    final AtomicInteger returned = new AtomicInteger();
    final List<Socket> clients = new ArrayList<>();
    private final EventLoopGroup primary;
    private final Channel port;
    private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();

    AcceptedConnections(NettyTransport transport) {
        primary = transport.newLoop("primary-test");
        port = new ServerBootstrap().group(primary).channelFactory(transport.tcpServer())
                .childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(new ChannelInboundHandlerAdapter());
                        accepted.add(connection);
                    }
                }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
    }

    EventLoopGroup primary() {
        return primary;
    }

    int port() {
        return ((InetSocketAddress) port.localAddress()).getPort();
    }

    /** Accepts connections, and deregisters them as a primary does before a handoff; in the order of {@link #clients}. */
    List<SocketChannel> take(int count) throws Exception {
        int before = accepted.size();
        for (int i = 0; i < count; i++) {
            Socket client = new Socket();
            client.setSoTimeout((int) LIMIT.toMillis());
            client.connect(port.localAddress());
            clients.add(client);
        }
        await().atMost(LIMIT)
                .until(() -> accepted.size() == before + count
                        && accepted.stream().skip(before).allMatch(Channel::isRegistered));
        List<SocketChannel> taken = List.copyOf(accepted.subList(before, before + count));
        for (Channel connection : taken) {
            connection.deregister().sync();
        }
        return taken;
    }

    void send(ConnectionSender sender, int count) throws Exception {
        List<SocketChannel> connections = take(count);
        onPrimary(() -> send(sender, connections));
    }

    /**
     * Returns the connection of the n-th client with the head {@code head n}, and the n-th kind; on the primary's event loop.
     */
    void send(ConnectionSender sender, List<SocketChannel> connections) {
        for (SocketChannel connection : connections) {
            int n = accepted.indexOf(connection);
            sender.send(kind(n), connection,
                    Unpooled.copiedBuffer("head " + n, StandardCharsets.UTF_8),
                    count(connection));
        }
    }

    private Consumer<Boolean> count(SocketChannel connection) {
        return ok -> {
            if (!ok) {
                assertThat(connection.isOpen()).isTrue();
            }
            (ok ? kept : returned).incrementAndGet();
        };
    }

    void awaitSettled(int count) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kept.get() + returned.get()).isEqualTo(count));
    }

    void onPrimary(Runnable action) throws Exception {
        primary.next().submit(action).sync();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Socket client : clients) {
            client.close();
        }
        // no event loop closes deregistered channels
        accepted.stream().filter(connection -> !connection.isRegistered())
                .forEach(connection -> connection.unsafe().closeForcibly());
        primary.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }

    /** Returns the kind of a connection: in turn all that a primary sends. */
    static ServerKind kind(int number) {
        return KINDS.get(number % KINDS.size());
    }
}
