package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;

/** Tests how many connections a server takes, with one thread that accepts and one that serves. */
class ServerIntakeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MANY = 300;

    private final NioEventLoopGroup accepting = new NioEventLoopGroup(1);
    private final NioEventLoopGroup serving = new NioEventLoopGroup(1);
    private final Admission admission = new Admission(new Descriptors(() -> Long.MAX_VALUE, () -> 0, () -> 0), MANY);
    private final List<Socket> clients = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    /** The bytes that were read from a connection before the others had their turn. */
    private final List<Integer> turns = new CopyOnWriteArrayList<>();
    private final Channel server = bind();
    private final ServerIntake intake = ServerIntake.of(server);

    private Channel bind() {
        ChannelFactory<ServerSocketChannel> factory = () -> {
            NioServerSocketChannel channel = new NioServerSocketChannel();
            channel.pipeline().addLast(admission, new ServerIntake(channel, admission), new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    accepted.incrementAndGet();
                    ctx.fireChannelRead(message);
                }
            });
            return channel;
        };
        return new ServerBootstrap().group(accepting, serving).channelFactory(factory)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            private int turn;

                            @Override
                            public void channelActive(ChannelHandlerContext ctx) {
                                served.incrementAndGet();
                            }

                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                turn += ((ByteBuf) message).readableBytes();
                                ReferenceCountUtil.release(message);
                            }

                            @Override
                            public void channelReadComplete(ChannelHandlerContext ctx) {
                                turns.add(turn);
                                turn = 0;
                            }
                        });
                    }
                }).bind(new InetSocketAddress("127.0.0.1", 0)).syncUninterruptibly().channel();
    }

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        server.close().sync();
        accepting.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        serving.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private Socket connect() throws Exception {
        Socket client = new Socket();
        clients.add(client);
        client.connect(server.localAddress(), (int) LIMIT.toMillis());
        client.setSoTimeout((int) LIMIT.toMillis());
        return client;
    }

    /** Keeps the event loop busy until the latch is counted down, and connects until the server accepts no more. */
    private CountDownLatch pause() throws Exception {
        CountDownLatch awake = new CountDownLatch(1);
        serving.submit(() -> awake.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        for (int i = 0; i < 100; i++) { // the queue of the kernel has room for the others
            connect();
        }
        await().atMost(LIMIT).until(intake::isPaused);
        // accepting ends within one read of the server channel
        accepting.submit(() -> {
        }).sync();
        return awake;
    }

    @Test
    void noMoreConnectionsAreAcceptedThanALaggingLoopIsOwed() throws Exception {
        CountDownLatch awake = pause();
        assertThat(accepted.get()).isBetween(ServerIntake.MAX_ARRIVING, ServerIntake.MAX_ARRIVING + 16);
        AtomicInteger resumed = new AtomicInteger();
        intake.onResume(resumed::incrementAndGet);
        awake.countDown();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(served).hasValue(100));
        assertThat(resumed.get()).isPositive();
        await().atMost(LIMIT).until(() -> !intake.isPaused());
    }

    /** As Netty does a second after a failure to accept. */
    @Test
    void acceptingThatIsResumedEarlyIsPausedAgain() throws Exception {
        CountDownLatch awake = pause();
        int before = accepted.get();
        accepting.submit(() -> server.config().setAutoRead(true)).sync();
        await().atMost(LIMIT).until(() -> accepted.get() > before && !server.config().isAutoRead());
        awake.countDown();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(served).hasValue(100));
    }

    @Test
    void connectionsThatNoEventLoopTakesFreeTheirPlaces() throws Exception {
        serving.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        for (int i = 0; i < 100; i++) {
            connect();
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(accepted).hasValue(100));
        await().atMost(LIMIT).until(() -> !intake.isPaused());
        assertThat(intake.open()).isZero();
    }

    @Test
    void whatWaitsLearnsThatTheServerIsClosed() throws Exception {
        CountDownLatch awake = pause();
        AtomicInteger resumed = new AtomicInteger();
        intake.onResume(resumed::incrementAndGet);
        server.close().sync();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(resumed).hasValue(1));
        assertThat(intake.isPaused()).isFalse();
        awake.countDown();
    }

    @Test
    void connectionsThatEndWhileTheLoopLagsFreeTheirPlaces() throws Exception {
        for (int i = 0; i < MANY; i++) {
            connect().close();
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(accepted).hasValue(MANY));
        await().atMost(LIMIT).until(() -> !intake.isPaused());
        await().atMost(LIMIT).untilAsserted(() -> assertThat(intake.open()).isZero());
    }

    @Test
    void aConnectionBeyondTheLimitIsRefusedUntilAnotherHasEnded() throws Exception {
        admission.limitConnections(2);
        Socket first = connect();
        connect();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(served).hasValue(2));
        long before = RejectReason.TOO_MANY.count();
        Socket third = connect();
        third.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(third.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        assertThat(RejectReason.TOO_MANY.count()).isEqualTo(before + 1);
        first.close();
        await().atMost(LIMIT).untilAsserted(() -> {
            connect();
            assertThat(served.get()).isGreaterThan(2);
        });
    }

    @Test
    void aConnectionThatSendsMuchLetsOthersHaveTheirTurn() throws Exception {
        Socket client = connect();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(served).hasValue(1));
        CountDownLatch awake = new CountDownLatch(1);
        serving.submit(() -> awake.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        int length = 50 * ServerIntake.READ_BYTES;
        Thread writer = new Thread(() -> {
            try {
                client.getOutputStream().write(new byte[length]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        awake.countDown();
        await().atMost(LIMIT).until(() -> turns.stream().mapToInt(Integer::intValue).sum() == length);
        writer.join();
        assertThat(turns).allSatisfy(turn -> assertThat(turn).isBetween(1, ServerIntake.READ_BYTES));
    }
}
