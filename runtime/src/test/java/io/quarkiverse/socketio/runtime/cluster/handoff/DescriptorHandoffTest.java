package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;

/** Descriptors over real Unix sockets, with the sender and the receiver on event loops of their own. */
class DescriptorHandoffTest {
    /** Far more than the kernel queues on a Unix socket (278). */
    private static final int MANY = 600;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path socket = Path.of("/tmp", "fd-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger returned = new AtomicInteger();
    private final List<Socket> clients = new ArrayList<>();
    private final Queue<EpollSocketChannel> accepted = new ConcurrentLinkedQueue<>();
    private EpollEventLoopGroup primary;
    private EpollEventLoopGroup worker;
    private Channel port;
    private Channel listener;

    @BeforeEach
    void open() {
        assumeThat(Epoll.isAvailable()).isTrue();
        primary = new EpollEventLoopGroup(1);
        worker = new EpollEventLoopGroup(1);
        port = new ServerBootstrap().group(primary).channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel connection) {
                        connection.config().setAutoRead(false);
                        accepted.add(connection);
                    }
                }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
    }

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        primary.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        worker.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    @Test
    void everyConnectionArrivesWithItsBytesAndInOrder() throws Exception {
        FdSender sender = connect((descriptor, head) -> take(descriptor, head));
        sendAll(sender, MANY);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kept).hasValue(MANY));
        assertThat(received).containsExactlyElementsOf(heads(MANY));
        assertThat(returned).hasValue(0);
    }

    @Test
    void aReceiverThatReadsLateGetsThemAll() throws Exception {
        CountDownLatch awake = new CountDownLatch(1);
        FdSender sender = connect((descriptor, head) -> take(descriptor, head));
        worker.execute(() -> {
            try {
                awake.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        sendAll(sender, MANY);
        assertThat(kept).hasValue(0);
        awake.countDown();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kept).hasValue(MANY));
        assertThat(received).containsExactlyElementsOf(heads(MANY));
    }

    @Test
    void whatIsQueuedForAPeerThatDiesComesBackUnharmed() throws Exception {
        AtomicInteger count = new AtomicInteger();
        FdSender sender = connect((descriptor, head) -> count.getAndIncrement() < 100 && take(descriptor, head));
        sendAll(sender, MANY);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kept.get() + returned.get()).isEqualTo(MANY));
        assertThat(kept.get()).isEqualTo(received.size()).isBetween(1, 100);
        assertThat(sender.isOpen()).isFalse();
    }

    @Test
    void aDeadSenderReturnsAtOnce() throws Exception {
        FdSender sender = connect((descriptor, head) -> take(descriptor, head));
        onPrimary(sender::close);
        await().atMost(LIMIT).until(() -> !sender.isOpen());
        sendAll(sender, 1);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(returned).hasValue(1));
    }

    @Test
    void idleIsToldWhenEverythingIsAcknowledged() throws Exception {
        FdSender sender = connect((descriptor, head) -> take(descriptor, head));
        AtomicInteger atIdle = new AtomicInteger(-1);
        List<EpollSocketChannel> connections = connections(200);
        onPrimary(() -> {
            for (int i = 0; i < connections.size(); i++) {
                send(sender, connections.get(i), i);
            }
            sender.whenIdle(() -> atIdle.set(kept.get()));
        });
        await().atMost(LIMIT).untilAsserted(() -> assertThat(atIdle).hasValue(200));
    }

    @Test
    void acknowledgementsOfNothingCloseTheSender() throws Exception {
        AtomicReference<Channel> bytes = new AtomicReference<>();
        FdSender sender = connectRaw(bytes);
        bytes.get().writeAndFlush(Unpooled.wrappedBuffer(new byte[] { 0, 0, 0 }));
        await().atMost(LIMIT).until(() -> !sender.isOpen());
    }

    private static List<String> heads(int count) {
        return IntStream.range(0, count).mapToObj(i -> "head " + i).toList();
    }

    private boolean take(int descriptor, ByteBuf head) {
        received.add(head.toString(StandardCharsets.UTF_8));
        head.release();
        try {
            new FileDescriptor(descriptor).close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    private void sendAll(FdSender sender, int count) throws Exception {
        List<EpollSocketChannel> connections = connections(count);
        onPrimary(() -> {
            for (int i = 0; i < count; i++) {
                send(sender, connections.get(i), i);
            }
        });
    }

    private void send(FdSender sender, EpollSocketChannel connection, int number) {
        sender.send(connection, Unpooled.copiedBuffer("head " + number, StandardCharsets.UTF_8), adopted -> {
            assertThat(connection.isOpen()).isTrue();
            (adopted ? kept : returned).incrementAndGet();
            connection.close();
        });
    }

    private List<EpollSocketChannel> connections(int count) throws Exception {
        int before = accepted.size();
        for (int i = 0; i < count; i++) {
            Socket client = new Socket();
            client.connect(port.localAddress());
            clients.add(client);
        }
        await().atMost(LIMIT).until(() -> accepted.size() == before + count);
        List<EpollSocketChannel> connections = new ArrayList<>(accepted).subList(before, before + count);
        for (EpollSocketChannel connection : connections) {
            connection.deregister().sync();
        }
        return connections;
    }

    private void onPrimary(Runnable action) throws Exception {
        primary.next().submit(action).sync();
    }

    private FdSender connect(FdReceiver.Adopter adopter) throws Exception {
        FdReceiver receiver = new FdReceiver(adopter);
        EventLoop loop = worker.next();
        return sender(() -> {
            connect(loop, receiver::prepareDescriptors);
            connect(loop, receiver::prepareBytes);
        });
    }

    private FdSender connectRaw(AtomicReference<Channel> bytes) throws Exception {
        EventLoop loop = worker.next();
        return sender(() -> {
            connect(loop, channel -> {
            });
            bytes.set(connect(loop, channel -> {
            }));
        });
    }

    private FdSender sender(Runnable connects) throws Exception {
        List<Channel> ends = new CopyOnWriteArrayList<>();
        listener = new ServerBootstrap().group(primary).channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel end) {
                        ends.add(end);
                    }
                }).bind(new DomainSocketAddress(socket.toFile())).sync().channel();
        connects.run();
        await().atMost(LIMIT).until(() -> ends.size() == 2);
        AtomicReference<FdSender> sender = new AtomicReference<>();
        onPrimary(() -> sender.set(new FdSender(ends.get(0), ends.get(1))));
        listener.close().sync();
        return sender.get();
    }

    private Channel connect(EventLoop loop, Consumer<EpollDomainSocketChannel> prepare) {
        return new Bootstrap().group(loop).channelFactory(() -> {
            EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
            prepare.accept(channel);
            return channel;
        }).handler(new ChannelInboundHandlerAdapter()).connect(new DomainSocketAddress(socket.toFile())).syncUninterruptibly()
                .channel();
    }
}
