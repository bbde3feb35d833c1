package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.InMemoryBus;
import io.quarkiverse.socketio.runtime.bus.OrderedHostsBus;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/**
 * Tests three workers of a host and one of another host over a stream, whose commands and responses take random time. In half of
 * the runs connections are cut, and Redis ends and forgets the stream.
 */
class WorkersOverStreamsTest {
    private static final int STEPS = 400;

    private final FakeStreams redis = new FakeStreams();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final NodePackets packets = new NodePackets(new JsonPacketParser(new ObjectMapper(), 10));
    private final InMemoryBus.Hub here = new InMemoryBus.Hub(Runnable::run);
    private final List<Worker> workers = new ArrayList<>();

    /** Sends numbered commands, and records those of others as {@code name:number}. */
    private final class Worker implements Bus.Listener, Bus.Placement {
        private final FakeStreams.Connection connection = redis.connect();
        private final String name;
        private final Bus bus;
        private final List<String> sent = new ArrayList<>();
        private final List<String> received = new ArrayList<>();
        private long lastPlace;

        Worker(String host, int number, InMemoryBus.Hub hub) {
            ServerName self = new ServerName(ServerName.host(host), number);
            name = self.toString();
            StreamNames names = new StreamNames("socket.io", 1);
            StreamsBus remote = new StreamsBus(
                    new StreamsBus.Settings(self, names, "socket.io", true,
                            new StreamsBus.Settings.Limits(10_000, 1_000_000, 100_000),
                            new StreamReader.Settings(names.all(), 20, Duration.ofSeconds(5), Duration.ofMinutes(1), 100_000)),
                    connection, connection, packets, scheduler);
            bus = new OrderedHostsBus(hub.join(name), remote, self::isOnSameHost);
            bus.listen(this);
            bus.open("/", StreamsBusTest.NO_ROOMS);
        }

        /** Sends as an adapter does. */
        void send(boolean kept) {
            String text = name + ":" + sent.size();
            sent.add(text);
            if (!kept) {
                bus.publish(new ClusterMessage.SocketsJoin("/", BroadcastOptions.ALL, Set.of(text)));
                return;
            }
            ClusterMessage event = new ClusterMessage.Broadcast("/", BroadcastOptions.ALL,
                    new EncodedPacket(("2[\"" + text + "\"]").getBytes(StandardCharsets.UTF_8), List.of()));
            if (!bus.sequence(event, this)) {
                bus.publish(event);
            }
        }

        private void place(long place) {
            assertThat(place).isGreaterThan(lastPlace);
            lastPlace = place;
        }

        @Override
        public void onPlaced(long place) {
            place(place);
        }

        @Override
        public void onUnplaced() {
            // served without a place
        }

        @Override
        public void onMessage(String from, ClusterMessage message) {
            received.add(message instanceof ClusterMessage.Broadcast broadcast
                    ? new String(broadcast.packet().text(), StandardCharsets.UTF_8).replaceAll("2\\[\"(.*)\"]", "$1")
                    : ((ClusterMessage.SocketsJoin) message).rooms().iterator().next());
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            place(place);
            onMessage(from, message);
        }

        @Override
        public void onPeers(Set<String> others) {
            // the same all the time
        }

        List<String> from(Worker sender) {
            return received.stream().filter(text -> text.startsWith(sender.name)).toList();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachCommandIsHandledOnceByAllWorkersOfTheHost(long seed) {
        boolean faults = seed % 2 == 0;
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        for (int i = 1; i <= 3; i++) {
            workers.add(new Worker("here", i, here));
        }
        workers.add(new Worker("elsewhere", 1, new InMemoryBus.Hub(Runnable::run)));
        redis.settle();
        for (int i = 0; i < STEPS; i++) {
            workers.get(random.nextInt(workers.size())).send(random.nextBoolean());
            for (int steps = random.nextInt(6); steps > 0; steps--) {
                redis.step();
            }
            if (random.nextInt(20) == 0) {
                pass(Duration.ofMillis(faults ? random.nextInt(1500) : 1)); // a slow Redis is a fault, too
            }
            if (faults) {
                fail(random);
            }
        }
        workers.forEach(worker -> worker.connection.restore());
        for (int i = 0; i < 10; i++) {
            redis.settle();
            pass(Duration.ofSeconds(1));
        }
        for (Worker receiver : workers) {
            for (Worker sender : workers) {
                List<String> received = receiver.from(sender);
                if (sender == receiver) {
                    assertThat(received).isEmpty();
                } else if (!faults) {
                    assertThat(received).as("from %s", sender.name).isEqualTo(sender.sent);
                } else if (sender != workers.get(3) && receiver != workers.get(3)) {
                    assertThat(received).containsExactlyInAnyOrderElementsOf(sender.sent);
                } else {
                    assertThat(new HashSet<>(received)).as("at most once").hasSameSizeAs(received);
                }
            }
        }
    }

    private void fail(Random random) {
        Worker worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(30)) {
            case 0 -> worker.connection.cut();
            case 1, 2 -> worker.connection.restore();
            case 3 -> {
                if (random.nextInt(4) == 0) {
                    workers.forEach(one -> one.connection.cut());
                    redis.streams.clear();
                    workers.forEach(one -> one.connection.restore());
                }
            }
            default -> {
                // all is well
            }
        }
    }

    private void pass(Duration time) {
        redis.pass(time);
        scheduler.advance(time);
    }
}
