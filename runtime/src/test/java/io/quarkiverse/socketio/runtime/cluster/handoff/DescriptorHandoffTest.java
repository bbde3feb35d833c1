package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;

/** Tests the handoff of descriptors over real Unix sockets, with the sender and the receiver on their own event loops. */
class DescriptorHandoffTest {
    /** Far more than the kernel queues on a Unix socket (278). */
    private static final int MANY = 600;

    private final Path socket = Path.of("/tmp", "fd-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    /** Heads that arrived with the connection of another one. */
    private final Queue<String> strays = new ConcurrentLinkedQueue<>();
    private AcceptedConnections connections;
    private EpollEventLoopGroup worker;
    private Channel sending;

    @BeforeEach
    void open() {
        assumeThat(Epoll.isAvailable()).isTrue();
        connections = new AcceptedConnections(NettyTransport.EPOLL);
        worker = new EpollEventLoopGroup(1);
    }

    @AfterEach
    void close() throws Exception {
        if (connections == null) {
            return;
        }
        connections.close();
        worker.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    @Test
    void everyConnectionArrivesWithItsBytesAndInOrder() throws Exception {
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        connections.send(sender, MANY);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(MANY));
        assertThat(received).containsExactlyElementsOf(heads(MANY));
        assertThat(strays).isEmpty();
        assertThat(connections.returned).hasValue(0);
    }

    @Test
    void aSlowReceiverGetsAllConnections() throws Exception {
        CountDownLatch awake = new CountDownLatch(1);
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        worker.execute(() -> {
            try {
                awake.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        connections.send(sender, MANY);
        assertThat(connections.kept).hasValue(0);
        awake.countDown();
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(MANY));
        assertThat(received).containsExactlyElementsOf(heads(MANY));
    }

    @Test
    void connectionsWaitWhileTheAdopterPausesAndNoneIsTakenForLost() throws Exception {
        PausingAdopter adopter = new PausingAdopter();
        FdSender sender = connect(adopter);
        connections.send(sender, MANY);
        await().atMost(AcceptedConnections.LIMIT).until(() -> received.size() == PausingAdopter.FIRST && adopter.paused);
        // longer than a descriptor is searched for that does not come
        worker.schedule(() -> {
        }, 20, TimeUnit.MILLISECONDS).sync();
        assertThat(received).hasSize(PausingAdopter.FIRST);
        assertThat(connections.returned).hasValue(0);
        worker.submit(adopter::resume).sync();
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(MANY));
        assertThat(received).containsExactlyElementsOf(heads(MANY));
        assertThat(connections.returned).hasValue(0);
    }

    /** Takes some connections, and the others once it is told to. */
    private final class PausingAdopter implements FdReceiver.Adopter {
        static final int FIRST = 10;
        volatile boolean paused;
        private boolean pauses = true;
        private Runnable resumed;

        @Override
        public boolean adopt(ServerKind kind, int descriptor, ByteBuf head) {
            take(kind, descriptor, head);
            paused = pauses && received.size() == FIRST;
            return true;
        }

        @Override
        public boolean isPaused() {
            return paused;
        }

        @Override
        public void onResume(Runnable action) {
            resumed = action;
        }

        void resume() {
            pauses = false;
            paused = false;
            resumed.run();
        }
    }

    @Test
    void connectionsQueuedForADeadPeerAreReturnedIntact() throws Exception {
        AtomicInteger count = new AtomicInteger();
        FdSender sender = connect((kind, descriptor, head) -> count.getAndIncrement() < 100 && take(kind, descriptor, head));
        connections.send(sender, MANY);
        connections.awaitSettled(MANY);
        assertThat(connections.kept.get()).isEqualTo(received.size()).isBetween(1, 100);
        assertThat(sender.isOpen()).isFalse();
    }

    @Test
    void connectionsAcknowledgedByADyingPeerAreNotReturned() throws Exception {
        AtomicReference<Channel> descriptors = new AtomicReference<>();
        AtomicReference<Channel> bytes = new AtomicReference<>();
        FdSender sender = connectRaw(descriptors, bytes);
        connections.send(sender, 5);
        descriptors.get().close().sync();
        await().atMost(AcceptedConnections.LIMIT).until(() -> !sender.isOpen());
        bytes.get().writeAndFlush(Unpooled.wrappedBuffer(new byte[3])).sync();
        bytes.get().close().sync();
        connections.awaitSettled(5);
        assertThat(connections.kept).hasValue(3);
    }

    /** Loses descriptors, as the kernel does if a process may not open more files. */
    @Test
    void lostDescriptorsAreReturnedAndOthersMatchTheirHeads() throws Exception {
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        lose(number -> number % 3 == 1 || number >= 10 && number < 20);
        connections.send(sender, MANY);
        connections.awaitSettled(MANY);
        assertThat(strays).isEmpty();
        assertThat(received).containsExactlyElementsOf(IntStream.range(0, MANY)
                .filter(number -> number % 3 != 1 && (number < 10 || number >= 20)).mapToObj(heads(MANY)::get).toList());
        assertThat(sender.isOpen()).isTrue();
    }

    @Test
    void aLostLastDescriptorIsDetected() throws Exception {
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        lose(number -> true);
        connections.send(sender, 1);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.returned).hasValue(1));
        lose(number -> false);
        connections.send(sender, 1);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.kept).hasValue(1));
        assertThat(strays).isEmpty();
    }

    @Test
    void aDescriptorWithoutAHeadClosesTheReceiver() throws Exception {
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        SocketChannel stray = connections.take(1).get(0);
        connections.onPrimary(() -> sending.writeAndFlush(new FileDescriptor(((UnixChannel) stray).fd().intValue())));
        connections.send(sender, MANY);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.returned).hasValue(MANY));
        assertThat(received).isEmpty();
        assertThat(sender.isOpen()).isFalse();
    }

    /** Discards descriptors sent by the primary, by their number from now on. */
    private void lose(IntPredicate which) throws Exception {
        AtomicInteger number = new AtomicInteger();
        connections.onPrimary(() -> {
            if (sending.pipeline().get("lossy") != null) {
                sending.pipeline().remove("lossy");
            }
            sending.pipeline().addFirst("lossy", new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                    if (!which.test(number.getAndIncrement())) {
                        ctx.write(message, promise);
                    }
                }
            });
        });
    }

    @Test
    void aClosedSenderReturnsConnectionsAtOnce() throws Exception {
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        connections.onPrimary(sender::close);
        await().atMost(AcceptedConnections.LIMIT).until(() -> !sender.isOpen());
        connections.send(sender, 1);
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(connections.returned).hasValue(1));
    }

    @Test
    void onIdleIsCalledWhenEverythingIsAcknowledged() throws Exception {
        FdSender sender = connect((kind, descriptor, head) -> take(kind, descriptor, head));
        AtomicInteger atIdle = new AtomicInteger(-1);
        List<SocketChannel> all = connections.take(200);
        connections.onPrimary(() -> {
            connections.send(sender, all);
            sender.whenIdle(() -> atIdle.set(connections.kept.get()));
        });
        await().atMost(AcceptedConnections.LIMIT).untilAsserted(() -> assertThat(atIdle).hasValue(200));
    }

    @Test
    void unexpectedAcknowledgementsCloseTheSender() throws Exception {
        AtomicReference<Channel> bytes = new AtomicReference<>();
        FdSender sender = connectRaw(new AtomicReference<>(), bytes);
        bytes.get().writeAndFlush(Unpooled.wrappedBuffer(new byte[] { 0, 0, 0 }));
        await().atMost(AcceptedConnections.LIMIT).until(() -> !sender.isOpen());
    }

    private static List<String> heads(int count) {
        return IntStream.range(0, count).mapToObj(i -> AcceptedConnections.kind(i) + " head " + i).toList();
    }

    private boolean take(ServerKind kind, int descriptor, ByteBuf head) {
        String text = kind + " " + head.toString(StandardCharsets.UTF_8);
        received.add(text);
        head.release();
        InetSocketAddress client = new io.netty.channel.unix.Socket(descriptor).remoteAddress();
        int number = Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
        if (client == null || client.getPort() != connections.clients.get(number).getLocalPort()) {
            strays.add(text);
        }
        try {
            new FileDescriptor(descriptor).close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    private FdSender connect(FdReceiver.Adopter adopter) throws Exception {
        FdReceiver receiver = new FdReceiver(adopter);
        EventLoop loop = worker.next();
        return sender(() -> {
            connect(loop, () -> receiver.newDescriptorLane(NettyTransport.EPOLL));
            connect(loop, () -> {
                Channel channel = new EpollDomainSocketChannel();
                receiver.prepareBytes(channel);
                return channel;
            });
        });
    }

    private FdSender connectRaw(AtomicReference<Channel> descriptors, AtomicReference<Channel> bytes)
            throws Exception {
        EventLoop loop = worker.next();
        return sender(() -> {
            descriptors.set(connect(loop, EpollDomainSocketChannel::new));
            bytes.set(connect(loop, EpollDomainSocketChannel::new));
        });
    }

    private FdSender sender(Runnable connects) throws Exception {
        List<Channel> ends = new CopyOnWriteArrayList<>();
        Channel listener = new ServerBootstrap().group(connections.primary()).channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel end) {
                        ends.add(end);
                    }
                }).bind(new DomainSocketAddress(socket.toFile())).sync().channel();
        connects.run();
        await().atMost(AcceptedConnections.LIMIT).until(() -> ends.size() == 2);
        sending = ends.get(0);
        AtomicReference<FdSender> sender = new AtomicReference<>();
        connections.onPrimary(() -> sender.set(new FdSender(ends.get(0), ends.get(1))));
        listener.close().sync();
        return sender.get();
    }

    private Channel connect(EventLoop loop, ChannelFactory<Channel> factory) {
        return new Bootstrap().group(loop).channelFactory(factory).handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(socket.toFile())).syncUninterruptibly().channel();
    }
}
