package io.quarkiverse.socketio.runtime.socketio.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.smallrye.mutiny.Uni;

class RoomIndexTest {
    private final RoomIndex index = new RoomIndex(100, new RoomEvents());
    private final Map<String, LocalSocket> sockets = new ConcurrentHashMap<>();

    private LocalSocket socket(String id) {
        return sockets.computeIfAbsent(id, Id::new);
    }

    private record Id(String id) implements LocalSocket {
        @Override
        public String label() {
            return "sid /";
        }

        @Override
        public void deliver(PacketFrames packet, boolean mayDrop) {
            packet.release();
        }

        @Override
        public void deliver(TaskGroup<Delivery> group) {
            // sends nothing
        }

        @Override
        public Runnable enqueue(PacketFrames packet, long place, boolean mayDrop) {
            return packet::release;
        }

        @Override
        public EventSlot reserve() {
            return (packet, place) -> enqueue(packet, place, false);
        }

        @Override
        public void emitKept(EncodedPacket event, BroadcastFlags flags) {
            // no listener
        }

        @Override
        public void onRoomsChanged() {
            // not needed
        }

        @Override
        public void disconnect(boolean close) {
            // nothing to disconnect
        }

        @Override
        public Uni<ClientAnswer> deliverWithAck(PacketFrames packet, long ackId) {
            packet.release();
            return Uni.createFrom().nothing();
        }

        @Override
        public void onRoomBytes(long change) {
            // it may join all
        }

        @Override
        public void onTooManyRooms() {
            // not called by the index
        }

        @Override
        public byte[] encodedData() {
            return new byte[0];
        }

        @Override
        public byte[] encodedHandshake() {
            return new byte[0];
        }
    }

    private static Set<String> some(Random random, String prefix, int of, int atMost) {
        Set<String> names = new HashSet<>();
        int count = random.nextInt(atMost + 1);
        for (int i = 0; i < count; i++) {
            names.add(prefix + random.nextInt(of));
        }
        return names;
    }

    @Test
    void theBytesOfRoomNamesAreHeldUntilTheyAreLeft() {
        FakeLocalSocket a = new FakeLocalSocket("a");
        index.reserve(a);
        index.join(a, List.of("x".repeat(1_000), "blue"));
        long both = a.roomBytes.get();
        assertThat(both).isGreaterThan(2_000);
        index.join(a, List.of("blue"));
        index.add(a);
        assertThat(a.roomBytes).as("once, and the room of its id is free").hasValue(both);
        index.leave(a, "red");
        index.leave(a, "blue");
        assertThat(a.roomBytes.get()).isBetween(2_000L, both - 1);
        index.join(a, List.of("blue"));
        index.remove(a);
        index.remove(a);
        assertThat(a.roomBytes).hasValue(0);
    }

    @Test
    void emptyRoomsAreRemoved() {
        LocalSocket a = new Id("a");
        index.add(a);
        index.join(a, List.of("red", "blue"));
        assertThat(index.rooms()).hasSize(3);
        index.leave(a, "red");
        assertThat(index.rooms()).hasSize(2);
        index.remove(a);
        assertThat(index.rooms()).isEmpty();
    }

    @Test
    void aSecondSocketOfAnIdThrows() {
        index.add(new Id("a"));
        assertThatIllegalStateException().isThrownBy(() -> index.add(new Id("a"))).withMessageContaining("[BUG]");
    }

    @Test
    void aRemovedSocketMayBeAddedAgainWithoutItsOldRooms() {
        LocalSocket a = new Id("a");
        index.add(a);
        index.join(a, List.of("red"));
        index.remove(a);
        index.add(a);
        assertThat(index.roomsOf(a)).containsExactly("a");
    }

    @Test
    void aRemovedSocketDoesNotAffectAnotherOfItsId() {
        LocalSocket removed = new Id("a");
        index.add(removed);
        index.remove(removed);
        LocalSocket next = new Id("a");
        index.add(next);
        index.join(next, List.of("red"));
        index.join(removed, List.of("blue"));
        index.leave(removed, "red");
        index.remove(removed);
        assertThat(index.contains(removed)).isFalse();
        assertThat(index.roomsOf(removed)).isEmpty();
        assertThat(index.contains(next)).isTrue();
        assertThat(index.roomsOf(next)).containsExactlyInAnyOrder("a", "red");
        assertThat(index.rooms()).hasSize(2);
    }

    @Test
    void aSocketJoinsAtMostTheMaximumOfRooms() {
        RoomIndex index = new RoomIndex(3, new RoomEvents());
        LocalSocket a = new Id("a");
        index.reserve(a);
        assertThat(index.join(a, List.of("1", "2", "3", "4"))).isFalse();
        assertThat(index.roomsOf(a)).isEmpty();
        assertThat(index.join(a, List.of("1", "1", "2", "a"))).isTrue();
        index.add(a);
        assertThat(index.join(a, List.of("3", "4"))).isFalse();
        assertThat(index.roomsOf(a)).as("as it was").containsExactlyInAnyOrder("a", "1", "2");
        assertThat(index.join(a, List.of("1", "2", "a", "3", "3"))).isTrue();
        assertThat(index.join(a, List.of("1", "2", "3", "a"))).as("nothing new").isTrue();
        assertThat(index.join(a, List.of("4"))).isFalse();
        index.leave(a, "a");
        assertThat(index.join(a, List.of("4"))).as("the room of its own id does not count").isFalse();
        index.leave(a, "1");
        assertThat(index.join(a, List.of("4", "a"))).isTrue();
        assertThat(index.roomsOf(a)).containsExactlyInAnyOrder("a", "2", "3", "4");
        assertThat(index.rooms()).hasSize(4);
        assertThat(index.join(new Id("b"), List.of("1", "2", "3", "4"))).as("a socket that was not added").isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void randomOperationsMatchTheNaiveModel(long seed) {
        Random random = new Random(seed);
        NaiveRooms twin = new NaiveRooms();
        for (int step = 0; step < 3_000; step++) {
            String id = "m" + random.nextInt(20);
            switch (random.nextInt(8)) {
                case 0 -> {
                    index.remove(socket(id));
                    twin.remove(id);
                }
                case 1, 2 -> {
                    if (!twin.contains(id)) {
                        index.add(socket(id));
                        twin.add(id);
                    }
                }
                case 3, 4, 5 -> {
                    Set<String> rooms = some(random, random.nextBoolean() ? "r" : "m", 8, 3);
                    index.join(socket(id), rooms);
                    twin.join(id, rooms);
                }
                default -> {
                    String room = (random.nextBoolean() ? "r" : "m") + random.nextInt(8);
                    index.leave(socket(id), room);
                    twin.leave(id, room);
                }
            }
            BroadcastOptions options = new BroadcastOptions(some(random, random.nextBoolean() ? "r" : "m", 8, 3),
                    some(random, random.nextBoolean() ? "r" : "m", 8, 2), BroadcastFlags.DEFAULT, random.nextInt(4) == 0);
            assertThat(index.select(options).stream().map(LocalSocket::id).collect(Collectors.toSet()))
                    .isEqualTo(twin.select(options));
            assertThat(index.select(options)).doesNotHaveDuplicates();
            assertThat(index.contains(socket(id))).isEqualTo(twin.contains(id));
            assertThat(index.roomsOf(socket(id))).isEqualTo(twin.roomsOf(id));
            assertThat(index.rooms()).hasSize(twin.rooms());
        }
    }

    @Test
    @Timeout(60)
    void concurrentChangesLeaveNoRoomBehind() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long seed = t;
                work.add(() -> {
                    churn(new Random(seed), "t" + seed + "-");
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(index.select(BroadcastOptions.ALL)).isEmpty();
        assertThat(index.rooms()).isEmpty();
    }

    /** Own sockets are added and removed; those of others join, leave and are removed, as by other servers. */
    private void churn(Random random, String own) {
        for (int round = 0; round < 2_000; round++) {
            String id = own + round % 4;
            if (!index.contains(socket(id))) {
                index.add(socket(id));
            }
            String other = "t" + random.nextInt(8) + "-" + random.nextInt(4);
            index.join(socket(id), some(random, "r", 5, 3));
            index.join(socket(other), some(random, "r", 5, 3));
            index.leave(socket(other), "r" + random.nextInt(5));
            index.select(new BroadcastOptions(some(random, "r", 5, 2), some(random, "r", 5, 1), BroadcastFlags.DEFAULT))
                    .forEach(socket -> index.leave(socket, "r0"));
            if (random.nextInt(3) == 0) {
                index.remove(socket(other));
            }
        }
        for (int i = 0; i < 4; i++) {
            index.remove(socket(own + i));
        }
    }

    @Test
    void aSelectionHasThePresentMembersAndDoesNotChange() {
        RoomIndex index = new RoomIndex(10, new RoomEvents());
        BroadcastOptions inRoom = new BroadcastOptions(Set.of("r"), Set.of(), BroadcastFlags.DEFAULT);
        index.add(socket("a"));
        index.add(socket("b"));
        index.join(socket("a"), List.of("r"));
        Collection<LocalSocket> first = index.select(inRoom);
        assertThat(first).containsExactly(socket("a"));
        index.join(socket("b"), List.of("r"));
        Collection<LocalSocket> second = index.select(inRoom);
        assertThat(second).containsExactlyInAnyOrder(socket("a"), socket("b"));
        index.leave(socket("a"), "r");
        assertThat(index.select(inRoom)).containsExactly(socket("b"));
        index.remove(socket("b"));
        assertThat(index.select(inRoom)).isEmpty();
        assertThat(first).containsExactly(socket("a"));
        assertThat(second).hasSize(2);
    }
}
