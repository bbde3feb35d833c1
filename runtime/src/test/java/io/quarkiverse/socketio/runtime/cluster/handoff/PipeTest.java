package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;

/** Tests a client and a worker with a pipe between them, over real sockets of every transport that this machine has. */
@ParameterizedClass
@MethodSource("transports")
class PipeTest {
    /** Tasks that wait for each other need a thread each, which the common pool has not on two processors. */
    private static final Executor BLOCKING = task -> new Thread(task).start();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** The high water mark, and the maximum that one read may add. */
    private static final long HELD_AT_MOST = 64 * 1024 + 64 * 1024;
    private static final int MUCH = 32 << 20;

    private final NettyTransport transport;
    private final Path socket = Path.of("/tmp", "pipe-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private EventLoopGroup group;
    private Channel port;
    private io.netty.channel.socket.SocketChannel toClient;
    private DuplexChannel toWorker;
    private Pipe pipe;
    /** The ends that the test reads and writes. */
    private SocketChannel client;
    private SocketChannel worker;

    PipeTest(NettyTransport transport) {
        this.transport = transport;
    }

    static Stream<NettyTransport> transports() {
        return Arrays.stream(NettyTransport.values()).filter(NettyTransport::isAvailable);
    }

    @BeforeEach
    void open() throws Exception {
        group = transport.newLoop("pipe-test");
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        port = new ServerBootstrap().group(group).channelFactory(transport.tcpServer())
                .childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new ChannelInboundHandlerAdapter());
                        accepted.complete(connection);
                    }
                }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
        client = SocketChannel.open(port.localAddress());
        toClient = (io.netty.channel.socket.SocketChannel) accepted.get(30, TimeUnit.SECONDS);
        await().atMost(LIMIT).until(toClient::isRegistered);
        toClient.deregister().sync();

        ChannelHandler handler = new ChannelInboundHandlerAdapter();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            toWorker = (DuplexChannel) new Bootstrap().group(group).channelFactory(transport.unixSocket())
                    .option(ChannelOption.AUTO_CLOSE, false).handler(handler).connect(transport.unixAddress(socket)).sync()
                    .channel();
            worker = listener.accept();
        }
        pipe = new Pipe(toClient, toWorker);
        group.next().submit(() -> pipe.open(handler, Unpooled.copiedBuffer("first ", StandardCharsets.US_ASCII))).sync();
        assertThat(read(client, 6)).asString().isEqualTo("first ");
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        worker.close();
        port.close().sync();
        await().atMost(LIMIT).until(() -> !toClient.isOpen() && !toWorker.isOpen());
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    @Test
    void bytesGoBothWaysAtOnceAndUnchanged() throws Exception {
        byte[] up = bytes(5_000_000, 1);
        byte[] down = bytes(7_000_000, 2);
        CompletableFuture<Void> sentUp = CompletableFuture.runAsync(() -> write(client, up), BLOCKING);
        CompletableFuture<Void> sentDown = CompletableFuture.runAsync(() -> write(worker, down), BLOCKING);
        CompletableFuture<byte[]> atWorker = CompletableFuture.supplyAsync(() -> read(worker, up.length), BLOCKING);
        CompletableFuture<byte[]> atClient = CompletableFuture.supplyAsync(() -> read(client, down.length), BLOCKING);
        assertThat(Arrays.equals(atWorker.get(60, TimeUnit.SECONDS), up)).isTrue();
        assertThat(Arrays.equals(atClient.get(60, TimeUnit.SECONDS), down)).isTrue();
        CompletableFuture.allOf(sentUp, sentDown).get(60, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatDoesNotReadStopsItsWorkerWithoutBuffering() throws Exception {
        int sent = fill(worker, toWorker, toClient);
        assertThat(sent).isLessThan(MUCH);
        assertThat(Arrays.equals(read(client, sent), bytes(MUCH, 3, sent))).isTrue();
        await().atMost(LIMIT).until(() -> toWorker.config().isAutoRead());
    }

    @Test
    void aWorkerThatDoesNotReadStopsItsClientWithoutBuffering() throws Exception {
        int sent = fill(client, toClient, toWorker);
        assertThat(sent).isLessThan(MUCH);
        assertThat(Arrays.equals(read(worker, sent), bytes(MUCH, 3, sent))).isTrue();
        await().atMost(LIMIT).until(() -> toClient.config().isAutoRead());
    }

    @Test
    void aHalfClosedClientStillGetsTheResponse() throws Exception {
        write(client, bytes(300_000, 4));
        client.shutdownOutput();
        assertThat(readToEnd(worker)).isEqualTo(bytes(300_000, 4));
        write(worker, "answer".getBytes(StandardCharsets.US_ASCII));
        worker.close();
        assertThat(readToEnd(client)).asString().isEqualTo("answer");
    }

    @Test
    void dataSentBeforeTheWorkerClosesArrives() {
        CompletableFuture.runAsync(() -> {
            write(worker, bytes(3_000_000, 5));
            close(worker);
        });
        assertThat(Arrays.equals(readToEnd(client), bytes(3_000_000, 5))).isTrue();
    }

    @Test
    void theResponseOfAWorkerThatClosesEarlyArrives() throws Exception {
        int sent = fill(client, toClient, toWorker);
        assertThat(sent).isPositive();
        client.configureBlocking(true);
        write(worker, "too much".getBytes(StandardCharsets.US_ASCII));
        worker.close();
        assertThat(read(client, 8)).asString().isEqualTo("too much");
    }

    @Test
    void aResetByTheClientClosesTheWorkerConnection() throws Exception {
        client.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
        client.close();
        assertThat(readToEnd(worker)).isEmpty();
    }

    @Test
    void dataOfADeadWorkerReachesASlowClient() throws Exception {
        int sent = fill(worker, toWorker, toClient);
        worker.close();
        group.next().submit(pipe::readToTheEnd).sync();
        await().atMost(LIMIT).until(() -> !toWorker.isOpen());
        assertThat(Arrays.equals(readToEnd(client), bytes(MUCH, 3, sent))).isTrue();
    }

    /** Sends until the pipe stops reading and the kernel's buffers are full; returns the number of bytes. */
    private int fill(SocketChannel from, Channel near, Channel far) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes(MUCH, 3));
        from.configureBlocking(false);
        await().atMost(LIMIT).until(() -> {
            while (from.write(all) > 0) {
                assertThat(held(far)).isLessThanOrEqualTo(HELD_AT_MOST);
            }
            return !near.config().isAutoRead() && from.write(all) == 0;
        });
        assertThat(held(far)).isLessThanOrEqualTo(HELD_AT_MOST);
        from.configureBlocking(true);
        return all.position();
    }

    private long held(Channel channel) {
        return group.next().submit(() -> channel.unsafe().outboundBuffer().totalPendingWriteBytes()).syncUninterruptibly()
                .getNow();
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(int length, int seed, int first) {
        return Arrays.copyOf(bytes(length, seed), first);
    }

    private static void write(SocketChannel to, byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            while (rest.hasRemaining()) {
                to.write(rest);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] read(SocketChannel from, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining() && from.read(bytes) >= 0) {
                // reads until the buffer is full
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Reads to the end of a connection; how it ends does not matter. */
    private static byte[] readToEnd(SocketChannel from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer bytes = ByteBuffer.allocate(100_000);
        try {
            while (from.read(bytes) >= 0) {
                all.write(bytes.array(), 0, bytes.position());
                bytes.clear();
            }
        } catch (IOException e) {
            // a reset is an end as well
        }
        return all.toByteArray();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
