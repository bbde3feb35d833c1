package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** Tests which connection is closed when all places are taken. */
class PendingConnectionsTest {
    private static final int PLACES = 8;

    private final PendingConnections<String> undecided = new PendingConnections<>(PLACES);

    private static SocketAddress from(String address) {
        return new InetSocketAddress(address, 1);
    }

    private String add(String connection, String address) {
        return undecided.add(connection, from(address));
    }

    @Test
    void noConnectionIsRemovedBelowTheLimit() {
        for (int i = 0; i < PLACES; i++) {
            assertThat(add("a" + i, "10.0.0.1")).isNull();
        }
        assertThat(undecided.size()).isEqualTo(PLACES);
    }

    @Test
    void theOldestConnectionOfTheOnlyAddressIsRemoved() {
        fill("balancer", "10.0.0.1", PLACES);
        assertThat(add("next", "10.0.0.1")).isEqualTo("balancer0");
        assertThat(add("another", "10.0.0.1")).isEqualTo("balancer1");
        assertThat(undecided.size()).isEqualTo(PLACES);
    }

    @Test
    void theAddressWithTheMostConnectionsLosesOne() {
        fill("good", "10.0.0.1", 2);
        fill("bad", "10.0.0.2", PLACES - 2);
        for (int i = 0; i < 100; i++) {
            assertThat(add("more" + i, "10.0.0.2")).startsWith(i < PLACES - 2 ? "bad" : "more");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(add("other" + i, "10.0.0." + (3 + i))).startsWith("more");
        }
    }

    @Test
    void amongEqualAddressesTheOldestConnectionIsRemoved() {
        for (int i = 0; i < PLACES; i++) {
            add("of" + i, "10.0.0." + i);
        }
        assertThat(add("next", "10.0.1.1")).isEqualTo("of0");
        assertThat(add("another", "10.0.1.2")).isEqualTo("of1");
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        fill("good", "2001:db8:0:2::1", 2);
        for (int i = 0; i < PLACES - 2; i++) {
            add("bad" + i, "2001:db8:0:1::" + i);
        }
        assertThat(add("next", "2001:db8:0:1:ffff::1")).isEqualTo("bad0");
        assertThat(add("else", "2001:db8:0:3::1")).isEqualTo("bad1");
    }

    @Test
    void aRemovedConnectionFreesItsPlace() {
        fill("a", "10.0.0.1", PLACES);
        undecided.remove("a0");
        undecided.remove("a3");
        undecided.remove("a3");
        assertThat(add("next", "10.0.0.1")).isNull();
        assertThat(add("another", "10.0.0.1")).isNull();
        assertThat(add("third", "10.0.0.1")).isEqualTo("a1");
    }

    @Test
    void connectionsWithoutAnAddressCountAsOneClient() {
        fill("good", "10.0.0.1", 2);
        for (int i = 0; i < PLACES - 2; i++) {
            undecided.add("unix" + i, null);
        }
        assertThat(undecided.add("next", InetSocketAddress.createUnresolved("somewhere", 1))).isEqualTo("unix0");
    }

    @Test
    void removeOldestFollowsTheSameRule() {
        assertThat(undecided.removeOldest()).isNull();
        fill("good", "10.0.0.1", 1);
        fill("bad", "10.0.0.2", 3);
        assertThat(undecided.removeOldest()).isEqualTo("bad0");
        assertThat(undecided.removeOldest()).isEqualTo("bad1");
        assertThat(List.of(undecided.removeOldest(), undecided.removeOldest())).containsExactlyInAnyOrder("bad2", "good0");
        assertThat(undecided.removeOldest()).isNull();
        assertThat(undecided.size()).isZero();
    }

    /** Compares with the same rule in its simplest form. */
    @Test
    void aRandomSequenceMatchesTheNaiveModel() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            PendingConnections<Integer> table = new PendingConnections<>(20);
            Map<Integer, Integer> addressOf = new HashMap<>();
            List<Integer> oldestFirst = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                if (!oldestFirst.isEmpty() && random.nextInt(3) == 0) {
                    Integer closed = oldestFirst.get(random.nextInt(oldestFirst.size()));
                    table.remove(closed);
                    oldestFirst.remove(closed);
                    continue;
                }
                int address = random.nextInt(6);
                addressOf.put(i, address);
                oldestFirst.add(i);
                Integer removed = table.add(i, from("10.0.0." + address));
                assertThat(removed != null).as("seed %d, step %d", seed, i).isEqualTo(oldestFirst.size() > 20);
                if (removed != null) {
                    assertIsOldestOfBusiestAddress(removed, oldestFirst, addressOf);
                    oldestFirst.remove(removed);
                }
                assertThat(table.size()).isEqualTo(oldestFirst.size());
            }
        }
    }

    private static void assertIsOldestOfBusiestAddress(Integer removed, List<Integer> oldestFirst,
            Map<Integer, Integer> addressOf) {
        Map<Integer, Integer> sizes = new HashMap<>();
        oldestFirst.forEach(connection -> sizes.merge(addressOf.get(connection), 1, Integer::sum));
        int its = addressOf.get(removed);
        assertThat(sizes.get(its)).isEqualTo(sizes.values().stream().max(Integer::compare).orElseThrow());
        assertThat(oldestFirst.stream().filter(connection -> addressOf.get(connection) == its).findFirst()).contains(removed);
    }

    private void fill(String prefix, String address, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(add(prefix + i, address)).isNull();
        }
    }
}
