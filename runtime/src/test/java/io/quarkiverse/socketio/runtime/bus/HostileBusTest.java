package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that the hostile hub keeps the contract of a bus, and breaks what the contract does not promise. */
class HostileBusTest {

    abstract static class Contract extends BusContractTest {
        private final HostileHub hub;
        private int servers;

        Contract(long seed) {
            hub = new HostileHub(seed);
        }

        @Override
        protected Bus newBus() {
            return hub.join("server-" + servers++);
        }

        @Override
        protected void settle() {
            hub.settle();
        }
    }

    @Nested
    class Seed1 extends Contract {
        Seed1() {
            super(1);
        }
    }

    @Nested
    class Seed2 extends Contract {
        Seed2() {
            super(2);
        }
    }

    /** Two servers send at the same time. */
    private static List<RecordedServer> crosstalk(long seed) {
        HostileHub hub = new HostileHub(seed);
        List<RecordedServer> servers = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            servers.add(new RecordedServer(hub.join(name)));
        }
        for (int i = 0; i < 5; i++) {
            servers.get(0).bus.publish(message("" + i));
            servers.get(1).bus.publish(message("" + i));
        }
        hub.settle();
        return servers;
    }

    @Test
    void theSameSeedGivesTheSameOrder() {
        assertThat(crosstalk(3)).extracting(server -> server.received)
                .isEqualTo(crosstalk(3).stream().map(server -> server.received).toList());
    }

    @Test
    void messagesOfDifferentServersArriveInADifferentOrderAtEachServer() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            List<RecordedServer> servers = crosstalk(seed);
            orders.add(List.copyOf(servers.get(2).received));
            orders.add(List.copyOf(servers.get(3).received));
        }
        assertThat(orders).hasSizeGreaterThan(20);
    }

    @Test
    void aResponseMayOvertakeItsRequest() {
        int overtaken = 0;
        for (int seed = 0; seed < 50; seed++) {
            HostileHub hub = new HostileHub(seed);
            RecordedServer a = new RecordedServer(hub.join("a"));
            RecordedServer third = new RecordedServer(hub.join("third"));
            RecordedServer b = new RecordedServer(hub.join("b")) {
                @Override
                public void onMessage(String from, ClusterMessage message) {
                    bus.publish(message("answer"));
                }
            };
            a.bus.publish(message("question"));
            hub.settle();
            assertThat(third.received).containsExactlyInAnyOrder("a:question", "b:answer");
            overtaken += third.received.get(0).equals("b:answer") ? 1 : 0;
        }
        assertThat(overtaken).isBetween(1, 40);
    }

    @Test
    void messagesMayComeFromUnlistedServers() {
        int unlisted = 0;
        for (int seed = 0; seed < 50; seed++) {
            HostileHub hub = new HostileHub(seed);
            List<Boolean> listed = new ArrayList<>();
            new RecordedServer(hub.join("a")) {
                @Override
                public void onMessage(String from, ClusterMessage message) {
                    listed.add(peers != null && peers.contains(from));
                }
            };
            RecordedServer b = new RecordedServer(hub.join("b"));
            b.bus.publish(message("early"));
            hub.settle();
            b.bus.publish(message("last"));
            b.bus.close();
            hub.settle();
            assertThat(listed).hasSize(2);
            unlisted += (int) listed.stream().filter(each -> !each).count();
        }
        assertThat(unlisted).isBetween(10, 90);
    }
}
