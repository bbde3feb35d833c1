package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Bus;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequence;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;

/** Tests workers that send plain and sequenced frames at the same time, over real Unix sockets. */
@ParameterizedClass
@MethodSource("transports")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LinkOrderTest {
    private static final int FRAMES = 2_000;
    private static final int WORKERS = 3;

    private final Path socket = Path.of("/tmp", "order-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final Primary primary = new Primary();
    private final NettyTransport transport;
    private EventLoopGroup group;

    LinkOrderTest(NettyTransport transport) {
        this.transport = transport;
    }

    static Stream<NettyTransport> transports() {
        return Arrays.stream(NettyTransport.values()).filter(NettyTransport::isAvailable);
    }

    @BeforeEach
    void open() throws Exception {
        group = transport.newLoop("order-test");
        new LinkServer(primary, LocalUser.uid()).bind(group.next(), socket).sync();
    }

    @AfterEach
    void close() throws Exception {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Files.deleteIfExists(socket);
    }

    /** The third worker joins later, and sends from its first moment on. */
    @Test
    void allLinksGetOneOrderAndEachSenderKeepsItsOwn() throws Exception {
        try (Worker first = new Worker(1); Worker second = new Worker(2)) {
            first.sendSoon();
            second.sendSoon();
            first.awaitPlaces(FRAMES / 2);
            try (Worker third = new Worker(3)) {
                third.sendSoon();
                for (Worker worker : List.of(first, second, third)) {
                    worker.awaitPlaces(WORKERS * FRAMES);
                }
                List<Worker> workers = List.of(first, second, third);
                assertThat(workers).extracting(worker -> worker.start.epoch()).containsOnly(first.start.epoch());
                assertThat(first.start.place()).isZero();
                assertThat(third.start.place()).isGreaterThanOrEqualTo(FRAMES / 2);
                Map<Long, String> order = merge(workers);
                assertThat(order).hasSize(WORKERS * FRAMES);
                workers.forEach(Worker::assertSendersKeepTheirOrder);
                workers.forEach(worker -> worker.assertEchoesAreIts(order));
            }
        }
    }

    /** Returns the frame of each place, on which all receivers must agree. */
    private static Map<Long, String> merge(List<Worker> workers) {
        Map<Long, String> order = new TreeMap<>();
        for (Worker worker : workers) {
            worker.sequenced.forEach((place, frame) -> {
                String known = order.put(place, frame);
                assertThat(known).satisfiesAnyOf(none -> assertThat(none).isNull(),
                        same -> assertThat(same).isEqualTo(frame));
            });
        }
        return order;
    }

    private final class Worker implements AutoCloseable {
        final int incarnation;
        final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        final SequenceStart start;
        /** Sequenced frames of others by place, as {@code from:number}. */
        final Map<Long, String> sequenced = new TreeMap<>();
        final List<Long> echoes = new ArrayList<>();
        /** The numbers of all frames of one sender, in the order of arrival. */
        final Map<Integer, List<Integer>> numbers = new TreeMap<>();
        private long last;

        Worker(int incarnation) throws IOException {
            this.incarnation = incarnation;
            channel.connect(UnixDomainSocketAddress.of(socket));
            write(new Hello(Lane.LINK, incarnation, Primary.TOKEN));
            start = (SequenceStart) read();
            last = start.place();
        }

        /** Sends sequenced and plain frames in turn, with their numbers. */
        void sendSoon() {
            CompletableFuture.runAsync(() -> {
                for (int number = 0; number < 2 * FRAMES; number++) {
                    byte[] body = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
                    write(number % 2 == 0 ? new Sequence(body) : new Bus(incarnation, BusChannel.ALL, body));
                }
            }, task -> new Thread(task, "worker-" + incarnation).start());
        }

        void awaitPlaces(long place) throws IOException {
            while (last < place) {
                LinkMessage message = read();
                if (message instanceof Sequenced frame) {
                    assertThat(frame.place()).isEqualTo(++last);
                    on(frame);
                } else {
                    Bus plain = (Bus) message;
                    received(plain.from(), plain.body());
                }
            }
        }

        private void on(Sequenced frame) {
            if (frame.from() == incarnation) {
                assertThat(frame.body()).isEmpty();
                echoes.add(frame.place());
            } else {
                sequenced.put(frame.place(), frame.from() + ":" + received(frame.from(), frame.body()));
            }
        }

        private int received(int from, byte[] body) {
            int number = ByteBuffer.wrap(body).getInt();
            numbers.computeIfAbsent(from, none -> new ArrayList<>()).add(number);
            return number;
        }

        void assertSendersKeepTheirOrder() {
            numbers.values().forEach(sent -> assertThat(sent).isSorted().doesNotHaveDuplicates());
            if (start.place() == 0) {
                // the last plain frame may arrive after the last sequenced one
                numbers.forEach((from, sent) -> assertThat(sent).hasSizeGreaterThanOrEqualTo(2 * FRAMES - 1));
            }
        }

        /** The n-th own place must be that of the n-th frame as the others see it. */
        void assertEchoesAreIts(Map<Long, String> order) {
            assertThat(echoes).hasSize(FRAMES);
            for (int i = 0; i < FRAMES; i++) {
                assertThat(order.get(echoes.get(i))).isEqualTo(incarnation + ":" + 2 * i);
            }
        }

        private void write(LinkMessage message) {
            ByteBuf frame = Unpooled.buffer();
            LinkCodec.encode(message, frame);
            try {
                for (ByteBuffer bytes = frame.nioBuffer(); bytes.hasRemaining();) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private LinkMessage read() throws IOException {
            ByteBuffer length = fill(ByteBuffer.allocate(LinkCodec.LENGTH_BYTES));
            return LinkCodec.decode(Unpooled.wrappedBuffer(fill(ByteBuffer.allocate(length.getInt()))));
        }

        private ByteBuffer fill(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                assertThat(channel.read(bytes)).isNotNegative();
            }
            return bytes.flip();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Relays frames as the primary does. */
    private static final class Primary implements LinkServer.Owner {
        static final String TOKEN = "secret";
        final Map<Integer, WorkerLink> links = new TreeMap<>();
        final Sequencer sequencer = new Sequencer(new SecureRandom());

        Primary() {
            for (int incarnation = 1; incarnation <= WORKERS; incarnation++) {
                links.put(incarnation, new WorkerLink(incarnation, TOKEN, () -> {
                }, null));
            }
        }

        @Override
        public @Nullable WorkerLink linkOf(int incarnation) {
            return links.get(incarnation);
        }

        @Override
        public long pidOf(int incarnation) {
            return ProcessHandle.current().pid();
        }

        @Override
        public CompletionStage<String> onCommand(Query<?> command) {
            throw new AssertionError(command);
        }

        @Override
        public void onAttached(WorkerLink worker, Lane lane) {
            sequencer.start(worker);
        }

        @Override
        public void onMessage(WorkerLink worker, LinkMessage message) {
            throw new AssertionError(message);
        }

        @Override
        public void onBus(WorkerLink worker, ByteBuf whole) {
            links.values().stream().filter(link -> link != worker).forEach(link -> link.relay(whole));
        }

        @Override
        public void onSequence(WorkerLink worker, ByteBuf whole) {
            sequencer.sequence(worker, whole, links.values(), link -> {
            });
        }

        @Override
        public void onViolation(WorkerLink worker, String how) {
            throw new AssertionError(how);
        }

        @Override
        public void onClosed(WorkerLink worker) {
            // the test ends
        }
    }
}
