package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequence;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ForgetSession;

/**
 * Tests which connections the link accepts, over a real Unix socket of every transport that this machine has, and protocol
 * violations.
 */
@ParameterizedClass
@MethodSource("transports")
class LinkServerTest {
    private static final int INCARNATION = 7;
    private static final String TOKEN = "secret";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path socket = Path.of("/tmp", "link-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final FakeOwner owner = new FakeOwner();
    private final NettyTransport transport;
    private EventLoopGroup group;

    LinkServerTest(NettyTransport transport) {
        this.transport = transport;
    }

    static Stream<NettyTransport> transports() {
        return Arrays.stream(NettyTransport.values()).filter(NettyTransport::isAvailable);
    }

    @BeforeEach
    void open() throws Exception {
        group = transport.newLoop("link-test");
        new LinkServer(owner, LocalUser.uid()).bind(group.next(), socket).sync();
    }

    @AfterEach
    void close() throws Exception {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    @Test
    void aWorkerWithItsSecretIsAccepted() throws IOException {
        try (SocketChannel worker = connect()) {
            write(worker, new Hello(Lane.LINK, INCARNATION, TOKEN));
            awaitEvent("attached LINK");
            write(worker, new LinkMessage.Ready());
            awaitEvent("message Ready[]");
            write(worker, new LinkMessage.Bus(INCARNATION, 3, new byte[5]));
            awaitEvent("bus to 3");
            write(worker, new Sequence(new byte[5]));
            awaitEvent("sequence");
            write(worker, new ForgetSession("key"));
            awaitEvent("message ForgetSession[key=key]");
        }
        awaitEvent("closed");
    }

    /** Connects a worker that sends messages as soon as it is connected. */
    @Test
    void messagesReceivedWithTheHelloAreDelivered() throws IOException {
        try (SocketChannel worker = connect()) {
            ByteBuf together = Unpooled.buffer();
            LinkCodec.encode(new Hello(Lane.LINK, INCARNATION, TOKEN), together);
            LinkCodec.encode(new LinkMessage.Bus(INCARNATION, 3, new byte[5]), together);
            LinkCodec.encode(new LinkMessage.Ready(), together);
            worker.write(together.nioBuffer());
            awaitEvent("attached LINK");
            awaitEvent("bus to 3");
            awaitEvent("message Ready[]");
        }
    }

    @Test
    void aWrongSecretOrAnUnknownWorkerIsRefused() throws IOException {
        try (SocketChannel stranger = connect(); SocketChannel unknown = connect()) {
            write(stranger, new Hello(Lane.LINK, INCARNATION, "guess"));
            assertClosed(stranger);
            write(unknown, new Hello(Lane.LINK, 8, TOKEN));
            assertClosed(unknown);
        }
        assertThat(owner.events).isEmpty();
    }

    /** On systems that report the process of a peer. */
    @Test
    void anotherProcessWithTheSecretIsRefused() throws IOException {
        owner.pid = ProcessHandle.current().pid() + 1;
        try (SocketChannel thief = connect()) {
            write(thief, new Hello(Lane.LINK, INCARNATION, TOKEN));
            if (transport == NettyTransport.EPOLL) {
                assertClosed(thief);
            } else {
                awaitEvent("attached LINK");
            }
        }
    }

    /** Refused whatever it sends; the user of these processes plays the other user. */
    @Test
    void aProcessOfAnotherUserIsRefusedBeforeItsFirstMessage() throws Exception {
        Path others = Path.of(socket + "-of-another");
        new LinkServer(owner, LocalUser.uid() + 1).bind(group.next(), others).sync();
        try (SocketChannel silent = connect(others);
                SocketChannel terminal = connect(others);
                SocketChannel worker = connect(others)) {
            assertClosed(silent);
            write(terminal, new Hello(Lane.CONTROL, 0, ""));
            assertClosed(terminal);
            write(worker, new Hello(Lane.LINK, INCARNATION, TOKEN));
            assertClosed(worker);
        } catch (IOException e) {
            assertThat(e).hasMessage("Broken pipe"); // closed before that was written
        } finally {
            Files.deleteIfExists(others);
        }
        assertThat(owner.events).isEmpty();
    }

    @Test
    void aSecondConnectionOfTheSameLaneIsRefusedAndTheFirstStays() throws IOException {
        try (SocketChannel first = connect(); SocketChannel second = connect()) {
            write(first, new Hello(Lane.LINK, INCARNATION, TOKEN));
            awaitEvent("attached LINK");
            write(second, new Hello(Lane.LINK, INCARNATION, TOKEN));
            assertClosed(second);
            write(first, new LinkMessage.Ready());
            awaitEvent("message Ready[]");
        }
    }

    @Test
    void aTerminalOfTheSameUserMayOnlySendCommands() throws IOException {
        try (SocketChannel terminal = connect()) {
            write(terminal, new Hello(Lane.CONTROL, 0, ""));
            write(terminal, new LinkMessage.QueryRequest(1, new Query.Status()));
            assertThat(read(terminal)).isEqualTo(new LinkMessage.QueryResponse(1, true, "status!"));
            write(terminal, new LinkMessage.Ready());
            write(terminal, new LinkMessage.QueryRequest(2, new Query.Unknown("nonsense", "")));
            assertThat(read(terminal)).isEqualTo(new LinkMessage.QueryResponse(2, false, "nonsense!"));
        }
        assertThat(owner.events).isEmpty();
    }

    @Test
    void invalidBytesBeforeTheHelloCloseTheConnection() throws IOException {
        for (byte[] stray : new byte[][] { "GET / HTTP/1.1\r\n\r\n".getBytes(), new byte[64], { 0, 0, 0, 1, 9 },
                { 0, 0, 0, 2, 1, 2 }, { (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff } }) {
            try (SocketChannel stranger = connect()) {
                stranger.write(ByteBuffer.wrap(stray));
                assertClosed(stranger);
            }
        }
        assertThat(owner.events).isEmpty();
    }

    @Test
    void invalidBytesOnALinkAreAViolationOfThatWorker() throws IOException {
        try (SocketChannel worker = connect()) {
            write(worker, new Hello(Lane.LINK, INCARNATION, TOKEN));
            awaitEvent("attached LINK");
            worker.write(ByteBuffer.wrap(new byte[] { 0, 0, 0, 2, 99, 99 }));
            awaitEvent("violation link version 99, expected 1");
            assertClosed(worker);
        }
    }

    private SocketChannel connect() throws IOException {
        return connect(socket);
    }

    private static SocketChannel connect(Path to) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(to));
        return channel;
    }

    private static void write(SocketChannel channel, LinkMessage message) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        LinkCodec.encode(message, frame);
        channel.write(frame.nioBuffer());
    }

    private static void assertClosed(SocketChannel channel) {
        int read;
        try {
            read = channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            read = -1;
        }
        assertThat(read).isEqualTo(-1);
    }

    private void awaitEvent(String event) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(owner.events).contains(event));
    }

    private static LinkMessage read(SocketChannel channel) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(LinkCodec.LENGTH_BYTES);
        readFully(channel, length);
        ByteBuffer frame = ByteBuffer.allocate(length.flip().getInt());
        readFully(channel, frame);
        return LinkCodec.decode(Unpooled.wrappedBuffer(frame.flip()));
    }

    private static void readFully(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            assertThat(channel.read(bytes)).isNotNegative();
        }
    }

    private static final class FakeOwner implements LinkServer.Owner {
        final Queue<String> events = new ConcurrentLinkedQueue<>();
        final WorkerLink link = new WorkerLink(INCARNATION, TOKEN, () -> {
        }, null);
        volatile long pid = ProcessHandle.current().pid();

        @Override
        public @Nullable WorkerLink linkOf(int incarnation) {
            return incarnation == INCARNATION ? link : null;
        }

        @Override
        public long pidOf(int incarnation) {
            return pid;
        }

        @Override
        public CompletionStage<String> onCommand(Query<?> command) {
            if (command instanceof Query.Unknown unknown) {
                return CompletableFuture.failedStage(new IllegalArgumentException(unknown.text() + "!"));
            }
            return CompletableFuture.completedStage(QueryText.name(command) + "!");
        }

        @Override
        public void onAttached(WorkerLink worker, Lane lane) {
            events.add("attached " + lane);
        }

        @Override
        public void onMessage(WorkerLink worker, LinkMessage message) {
            events.add("message " + message);
        }

        @Override
        public void onBus(WorkerLink worker, ByteBuf whole) {
            events.add("bus to " + LinkCodec.busTo(whole));
        }

        @Override
        public void onSequence(WorkerLink worker, ByteBuf whole) {
            events.add("sequence");
        }

        @Override
        public void onViolation(WorkerLink worker, String how) {
            events.add("violation " + how);
        }

        @Override
        public void onClosed(WorkerLink worker) {
            events.add("closed");
        }
    }
}
