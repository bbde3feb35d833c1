package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;

class RoomIndexTest {
    private final RoomIndex index = new RoomIndex();

    private record Id(String id) implements Member {
        @Override
        public void deliver(PacketFrames packet, boolean mayDrop) {
            packet.release();
        }

        @Override
        public void disconnect(boolean close) {
            // nothing to disconnect
        }

        @Override
        public byte[] encodedData() {
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
    void emptyRoomsDoNotStay() {
        index.add(new Id("a"));
        index.join("a", List.of("red", "blue"));
        assertThat(index.size()).isEqualTo(3);
        index.leave("a", "red");
        assertThat(index.size()).isEqualTo(2);
        index.remove("a");
        assertThat(index.size()).isZero();
    }

    @Test
    void twoSocketsOfOneIdAreABug() {
        index.add(new Id("a"));
        assertThatIllegalStateException().isThrownBy(() -> index.add(new Id("a"))).withMessageContaining("[BUG]");
    }

    @Test
    void whoWasRemovedMayBeAddedAnewWithoutItsOldRooms() {
        index.add(new Id("a"));
        index.join("a", List.of("red"));
        index.remove("a");
        index.add(new Id("a"));
        assertThat(index.roomsOf("a")).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void itDoesWhatItsNaiveTwinDoes(long seed) {
        Random random = new Random(seed);
        NaiveRooms twin = new NaiveRooms();
        for (int step = 0; step < 3_000; step++) {
            String id = "m" + random.nextInt(20);
            switch (random.nextInt(8)) {
                case 0 -> {
                    index.remove(id);
                    twin.remove(id);
                }
                case 1, 2 -> {
                    if (!twin.contains(id)) {
                        index.add(new Id(id));
                        twin.add(id);
                    }
                }
                case 3, 4, 5 -> {
                    Set<String> rooms = some(random, random.nextBoolean() ? "r" : "m", 8, 3);
                    index.join(id, rooms);
                    twin.join(id, rooms);
                }
                default -> {
                    String room = (random.nextBoolean() ? "r" : "m") + random.nextInt(8);
                    index.leave(id, room);
                    twin.leave(id, room);
                }
            }
            Selection selection = new Selection(some(random, random.nextBoolean() ? "r" : "m", 8, 3),
                    some(random, random.nextBoolean() ? "r" : "m", 8, 2), false, false);
            assertThat(index.select(selection).stream().map(Member::id).collect(Collectors.toSet()))
                    .isEqualTo(twin.select(selection));
            assertThat(index.select(selection)).doesNotHaveDuplicates();
            assertThat(index.contains(id)).isEqualTo(twin.contains(id));
            assertThat(index.roomsOf(id)).isEqualTo(twin.roomsOf(id));
            assertThat(index.size()).isEqualTo(twin.rooms());
        }
    }

    @Test
    @Timeout(60)
    void manyThreadsLeaveNoRoomBehind() throws Exception {
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
        assertThat(index.select(Selection.ALL)).isEmpty();
        assertThat(index.size()).isZero();
    }

    /** Members of its own come and go; members of others are made to join, leave and go, as other servers do it. */
    private void churn(Random random, String own) {
        for (int round = 0; round < 2_000; round++) {
            String id = own + round % 4;
            if (!index.contains(id)) {
                index.add(new Id(id));
            }
            String other = "t" + random.nextInt(8) + "-" + random.nextInt(4);
            index.join(id, some(random, "r", 5, 3));
            index.join(other, some(random, "r", 5, 3));
            index.leave(other, "r" + random.nextInt(5));
            index.select(new Selection(some(random, "r", 5, 2), some(random, "r", 5, 1), false, false))
                    .forEach(member -> index.leave(member.id(), "r0"));
            if (random.nextInt(3) == 0) {
                index.remove(other);
            }
        }
        for (int i = 0; i < 4; i++) {
            index.remove(own + i);
        }
    }
}
