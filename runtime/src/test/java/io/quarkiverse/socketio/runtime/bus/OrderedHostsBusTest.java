package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.event;
import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** Tests servers {@code x-1}, {@code x-2} on one host, {@code y-1} on another one. */
class OrderedHostsBusTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final InMemoryBus.Hub hostX = new InMemoryBus.Hub(tasks::add);
    private final InMemoryBus.Hub between = new InMemoryBus.Hub(tasks::add);
    private final SwitchedBus localOfX1 = new SwitchedBus(hostX.join("x-1"));
    private final SwitchedBus remoteOfX1 = new SwitchedBus(between.join("x-1"));
    private final SwitchedBus remoteOfX2 = new SwitchedBus(between.join("x-2"));
    private final RecordedServer x1 = server(localOfX1, remoteOfX1);
    private final RecordedServer x2 = server(hostX.join("x-2"), remoteOfX2);
    private final RecordedServer y1 = server(new InMemoryBus.Hub(tasks::add).join("y-1"), between.join("y-1"));

    abstract static class Contract extends BusContractTest {
        private final TwoHosts hosts;

        Contract(long seed) {
            hosts = new TwoHosts(seed);
        }

        @Override
        protected Bus newBus() {
            return hosts.join();
        }

        @Override
        protected void settle() {
            hosts.settle();
        }
    }

    @Nested
    class OverHostileBuses1 extends Contract {
        OverHostileBuses1() {
            super(1);
        }
    }

    @Nested
    class OverHostileBuses2 extends Contract {
        OverHostileBuses2() {
            super(2);
        }
    }

    @Nested
    class OverHostileBuses3 extends Contract {
        OverHostileBuses3() {
            super(3);
        }
    }

    private static RecordedServer server(Bus local, Bus remote) {
        return new RecordedServer(new OrderedHostsBus(local, remote, other -> other.charAt(0) == local.self().charAt(0)));
    }

    private void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void sequencedMessagesOfAllHostsHaveOneOrder() {
        x1.bus.sequence(event("a"), x1);
        y1.bus.sequence(event("b"), y1);
        x2.bus.sequence(event("c"), x2);
        settle();
        assertThat(x1.received).containsExactly("1", "2 y-1:b", "3 x-2:c");
        assertThat(x2.received).containsExactly("1 x-1:a", "2 y-1:b", "3");
        assertThat(y1.received).containsExactly("1 x-1:a", "2", "3 x-2:c");
    }

    @Test
    void commandsWithoutAPlaceKeepTheirPosition() {
        localOfX1.mute();
        x1.bus.publish(message("p"));
        x1.bus.sequence(event("a"), x1);
        x1.bus.publish(message("q"));
        settle();
        assertThat(x2.received).containsExactly("x-1:p", "2 x-1:a", "x-1:q");
        assertThat(y1.received).isEqualTo(x2.received);
        assertThat(x1.received).containsExactly("2");
    }

    @Test
    void withoutTheBusBetweenHostsTheServersOfAHostContinue() {
        remoteOfX1.stopSequencing();
        assertThat(x1.bus.sequence(event("a"), x1)).isFalse();
        x1.bus.publish(event("a"));
        x1.bus.publish(message("p"));
        settle();
        assertThat(x2.received).containsExactly("x-1:a", "x-1:p");
    }

    /** As when Redis ends after it delivered the message to the sender alone. */
    @Test
    void whatTheSenderAloneHasReceivedIsRepeatedWhenTheConnectionIsLost() {
        remoteOfX2.hold();
        x1.bus.sequence(event("a"), x1);
        x1.bus.publish(message("p"));
        x1.bus.sequence(event("b"), x1);
        settle();
        assertThat(x1.received).containsExactly("1", "3");
        assertThat(x2.received).isEmpty();
        remoteOfX1.interrupt();
        assertThat(x2.received).containsExactly("x-1:a", "x-1:p", "x-1:b");
        remoteOfX2.release();
        settle();
        assertThat(x2.received).containsExactly("x-1:a", "x-1:p", "x-1:b", "late 1 a", "late 3 b");
    }

    @Test
    void eventsThatMayBeDroppedAreNotRepeated() {
        remoteOfX2.hold();
        BroadcastOptions mayDrop = BroadcastOptions.ALL.with(BroadcastFlags.DEFAULT.asVolatile());
        x1.bus.publish(new ClusterMessage.Broadcast("/", mayDrop, new EncodedPacket(new byte[0], List.of())));
        x1.bus.sequence(event("a"), x1);
        settle();
        remoteOfX1.interrupt();
        assertThat(x2.received).containsExactly("x-1:a");
    }

    @Test
    void whatAllHaveReceivedIsNotHandledAgainWhenItIsRepeated() {
        x1.bus.sequence(event("a"), x1);
        x1.bus.publish(message("p"));
        settle();
        remoteOfX1.interrupt();
        remoteOfX1.interrupt();
        settle();
        assertThat(x2.received).containsExactly("1 x-1:a", "x-1:p");
    }

    /** A server that says nothing of the order, as one of an earlier build. */
    @Test
    void serversOfEarlierBuildsGetWhatTheyExpectOverTheBusOfTheHost() {
        settle();
        List<ClusterMessage> overTheHost = new ArrayList<>();
        Bus earlier = hostX.join("x-9");
        earlier.listen(new Bus.Listener() {
            @Override
            public void onMessage(String from, ClusterMessage message) {
                overTheHost.add(message);
            }

            @Override
            public void onPeers(Set<String> others) {
                overTheHost.clear(); // from before
            }
        });
        x1.bus.sequence(event("a"), x1);
        x1.bus.publish(message("p"));
        settle();
        assertThat(overTheHost).contains(new HostMessages.IndexedElsewhere(1), new HostMessages.Indexed(2, message("p")));
        assertThat(x2.received).containsExactlyInAnyOrder("1 x-1:a", "x-1:p");
        earlier.close();
        settle();
        overTheHost.clear();
        x1.bus.publish(message("q"));
        settle();
        assertThat(x2.received).endsWith("x-1:q").hasSize(3);
    }

    /** A bus between hosts whose sequencer the test is. */
    private static final class FailingSequencer implements Bus {
        private final String self;
        private Listener listener;
        private ClusterMessage sequenced;
        private Placement placement;

        FailingSequencer(String self) {
            this.self = self;
        }

        @Override
        public String self() {
            return self;
        }

        @Override
        public void publish(ClusterMessage message) {
            throw new IllegalStateException("nothing is published here");
        }

        @Override
        public void send(String server, ClusterMessage message) {
            throw new IllegalStateException("nothing is sent here");
        }

        @Override
        public boolean sequence(ClusterMessage message, Placement toPlace) {
            sequenced = message;
            placement = toPlace;
            return true;
        }

        @Override
        public void listen(Listener only) {
            listener = only;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Test
    void whatGetsNoPlaceReachesTheServersOfItsHostOnceAndIsKeptLater() {
        FailingSequencer sequencer1 = new FailingSequencer("z-1");
        FailingSequencer sequencer2 = new FailingSequencer("z-2");
        InMemoryBus.Hub hostZ = new InMemoryBus.Hub(tasks::add);
        RecordedServer z1 = server(hostZ.join("z-1"), sequencer1);
        RecordedServer z2 = server(hostZ.join("z-2"), sequencer2);
        settle();
        assertThat(z1.bus.sequence(event("x"), z1)).isTrue();
        settle();
        assertThat(z2.received).isEmpty();
        sequencer1.placement.onUnplaced();
        settle();
        assertThat(z1.received).containsExactly("unplaced");
        assertThat(z2.received).containsExactly("z-1:x");
        sequencer1.listener.onPlacedLate(7, event("x"));
        sequencer2.listener.onSequenced(7, "z-1", sequencer1.sequenced);
        settle();
        assertThat(z1.received).containsExactly("unplaced", "late 7 x");
        assertThat(z2.received).containsExactly("z-1:x", "late 7 x");
        // whoever writes to the bus between hosts may make up a number
        sequencer2.listener.onSequenced(8, "z-1", new HostMessages.Indexed(Long.MAX_VALUE, event("forged")));
        sequencer2.listener.onSequenced(9, "z-1", new HostMessages.Indexed(2, event("y")));
        assertThat(z2.received).endsWith("8 z-1:forged", "9 z-1:y");
    }
}
