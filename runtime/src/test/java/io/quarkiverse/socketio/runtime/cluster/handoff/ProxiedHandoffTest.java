package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;

/** Tests connections that are proxied to a worker, over real sockets of every transport that this machine has. */
@ParameterizedClass
@MethodSource("transports")
class ProxiedHandoffTest {
    /** More connections than may be pending at once. */
    private static final int MANY = 300;
    private static final String TOKEN = "secret";

    private final NettyTransport transport;
    private final Path socket = Path.of("/tmp", "px-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean accepts = new AtomicBoolean(true);
    private AcceptedConnections connections;
    private EventLoopGroup worker;
    private Channel listener;

    ProxiedHandoffTest(NettyTransport transport) {
        this.transport = transport;
    }

    static Stream<NettyTransport> transports() {
        return Arrays.stream(NettyTransport.values()).filter(NettyTransport::isAvailable);
    }

    @BeforeEach
    void open() {
        connections = new AcceptedConnections(transport);
        worker = transport.newLoop("worker-test");
        listener = PipeReceiver.ofPrimary(TOKEN, this::adopt).listen(worker.next(), socket).syncUninterruptibly().channel();
    }

    /** Accepts or refuses connections, as a worker does. */
    private void adopt(Preamble preamble, Channel connection, ByteBuf head) {
        if (!accepts.get()) {
            connection.unsafe().closeForcibly();
            head.release();
            return;
        }
        received.add(
                preamble.kind() + " " + head.toString(StandardCharsets.UTF_8) + " of " + preamble.client().getPort() + " to "
                        + preamble.server().getPort());
        head.release();
        worker.register(connection).addListener(registered -> {
            connection.writeAndFlush(Unpooled.wrappedBuffer(new byte[] { Preamble.ACCEPTED, 'h', 'i' }));
            connection.config().setAutoRead(true);
        });
    }

    @AfterEach
    void close() throws Exception {
        connections.close();
        worker.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    @Test
    void everyConnectionArrivesWithItsBytesItsAddressesAndItsKind() throws Exception {
        PipeSender sender = sender(TOKEN);
        connections.send(sender, MANY);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(MANY));
        int at = connections.port();
        assertThat(received).containsExactlyInAnyOrderElementsOf(IntStream.range(0, MANY)
                .mapToObj(i -> AcceptedConnections.kind(i) + " head " + i + " of "
                        + connections.clients.get(i).getLocalPort() + " to "
                        + at)
                .toList());
        for (Socket client : connections.clients) {
            assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("hi");
        }
        assertThat(sender.open()).isEqualTo(MANY);
        for (Socket client : connections.clients) {
            client.close();
        }
        await().atMost(AcceptedConnections.LIMIT).until(() -> sender.open() == 0);
    }

    @Test
    void refusedConnectionsCanGoToAnotherWorker() throws Exception {
        accepts.set(false);
        PipeSender sender = sender(TOKEN);
        connections.send(sender, MANY);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.returned).hasValue(MANY));
        assertThat(connections.kept).hasValue(0);
        assertThat(sender.isRefusing()).isTrue();
        assertThat(sender.isOpen()).as("the worker still listens").isTrue();
        accepts.set(true);
        connections.send(sender, 1);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(1));
    }

    /**
     * The descriptors of connections that are closed while the event loop handles a round of I/O are used again in this round,
     * in which the ends of the closed connections are still to be handled.
     */
    @Test
    void theEndOfAnotherConnectionDoesNotCloseTheOneToTheWorker() throws Exception {
        PipeSender sender = sender(TOKEN);
        List<SocketChannel> ending = connections.take(30);
        List<SocketChannel> sent = connections.take(60);
        SocketChannel first = connections.take(1).get(0);
        for (Channel registered : ending) {
            connections.primary().register(registered).sync();
        }
        connections.primary().register(first).sync();
        connections.onPrimary(() -> {
            first.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    ReferenceCountUtil.release(message);
                    ending.forEach(Channel::close);
                    connections.send(sender, sent);
                }
            });
            first.read();
            try { // the event loop sees all of this in its next round, in this order
                connections.clients.get(90).getOutputStream().write(1);
                for (Socket client : connections.clients.subList(0, 30)) {
                    client.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(60));
        assertThat(sender.isOpen()).isTrue();
    }

    @Test
    void connectionsAreReturnedAtOnceIfNoWorkerListens() throws Exception {
        listener.close().sync();
        PipeSender sender = sender(TOKEN);
        connections.send(sender, 3);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.returned).hasValue(3));
        assertThat(sender.isOpen()).isFalse();
    }

    @Test
    void aPrimaryWithAnotherSecretIsRefused() throws Exception {
        connections.send(sender("guess"), 1);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.returned).hasValue(1));
        assertThat(received).isEmpty();
    }

    @Test
    void aConnectionWithoutAPreambleIsClosed() throws IOException {
        try (ByteChannel stranger = java.nio.channels.SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            stranger.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(endOf(stranger)).isTrue();
        }
        assertThat(received).isEmpty();
    }

    @Test
    void onIdleIsCalledWhenAllConnectionsAreAccepted() throws Exception {
        PipeSender sender = sender(TOKEN);
        AtomicInteger atIdle = new AtomicInteger(-1);
        List<SocketChannel> all = connections.take(MANY);
        connections.onPrimary(() -> {
            connections.send(sender, all);
            sender.whenIdle(() -> atIdle.set(connections.kept.get()));
        });
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(atIdle).hasValue(MANY));
    }

    @Test
    void aDisconnectedClientIsNoFailureOfTheWorker() throws Exception {
        PipeSender sender = sender(TOKEN);
        List<SocketChannel> disconnected = connections.take(1);
        connections.clients.get(0).setSoLinger(true, 0);
        connections.clients.get(0).close();
        connections.onPrimary(() -> connections.send(sender, disconnected));
        await().atMost(AcceptedConnections.LIMIT).until(() -> connections.kept.get() == 1 && !disconnected.get(0).isOpen());
        assertThat(sender.isOpen()).isTrue();
        await().atMost(AcceptedConnections.LIMIT).until(() -> sender.open() == 0);
    }

    /** Expects the end of the connection, orderly or by a reset. */
    private static boolean endOf(ByteChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private PipeSender sender(String token) {
        return new PipeSender(connections.primary().next(), socket, token);
    }
}
