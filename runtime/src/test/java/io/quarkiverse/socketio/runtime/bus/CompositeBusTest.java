package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests servers {@code x-1}, {@code x-2} on one host, {@code y-1}, {@code y-2} on another one. */
class CompositeBusTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final InMemoryBus.Hub hostX = new InMemoryBus.Hub(tasks::add);
    private final InMemoryBus.Hub hostY = new InMemoryBus.Hub(tasks::add);
    private final InMemoryBus.Hub between = new InMemoryBus.Hub(tasks::add);
    private final ManualScheduler scheduler = new ManualScheduler();
    private final RecordedServer x1 = server("x-1");
    private final RecordedServer x2 = server("x-2");
    private final RecordedServer y1 = server("y-1");
    private final RecordedServer y2 = server("y-2");
    /** The bus between hosts. */
    private SwitchedBus remoteOfX1;
    private SwitchedBus remoteOfX2;
    private SwitchedBus localOfX1;

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

    private RecordedServer server(String name) {
        SwitchedBus local = new SwitchedBus((name.startsWith("x") ? hostX : hostY).join(name));
        SwitchedBus remote = new SwitchedBus(between.join(name));
        if (name.equals("x-1")) {
            localOfX1 = local;
            remoteOfX1 = remote;
        } else if (name.equals("x-2")) {
            remoteOfX2 = remote;
        }
        return new RecordedServer(new CompositeBus(local, remote, other -> other.charAt(0) == name.charAt(0), scheduler));
    }

    private void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private List<List<String>> received() {
        settle();
        return List.of(List.copyOf(x1.received), List.copyOf(x2.received), List.copyOf(y1.received), List.copyOf(y2.received));
    }

    @Test
    void allServersAreReachedOnce() {
        x1.bus.publish(message("p"));
        x1.bus.send("x-2", message("s"));
        x1.bus.send("y-1", message("s"));
        assertThat(received()).containsExactly(List.of(), List.of("x-1:p", "x-1:s"), List.of("x-1:p", "x-1:s"),
                List.of("x-1:p"));
        assertThat(x1.peers).containsExactly("x-2", "y-1", "y-2");
    }

    @Test
    void serversOfTheSameHostAreReachedOverTheirOwnBusAlone() {
        localOfX1.mute();
        x1.bus.publish(message("p"));
        x1.bus.send("x-2", message("s"));
        x1.bus.send("y-1", message("s"));
        assertThat(received()).containsExactly(List.of(), List.of(), List.of("x-1:p", "x-1:s"), List.of("x-1:p"));
    }

    @Test
    void serversOfTheSameHostContinueIfTheBusBetweenHostsFails() {
        remoteOfX1.breakDown();
        x1.bus.publish(message("p"));
        x1.bus.send("x-2", message("s"));
        x1.bus.send("y-1", message("s"));
        assertThat(x1.bus.sequence(message("q"), x1)).isFalse();
        assertThat(x1.bus.isConnected()).isFalse();
        x2.bus.publish(message("r"));
        assertThat(received()).containsExactly(List.of("x-2:r"), List.of("x-1:p", "x-1:s"), List.of("x-2:r"), List.of("x-2:r"));
        x1.bus.close();
        settle();
        assertThat(x2.peers).containsExactly("y-1", "y-2");
    }

    @Test
    void aServerOfThisHostMissingOnTheLocalBusIsNotListed() {
        new RecordedServer(between.join("x-9"));
        settle();
        assertThat(x1.peers).containsExactly("x-2", "y-1", "y-2");
        assertThat(y1.peers).containsExactly("x-1", "x-2", "x-9", "y-2");
    }

    @Test
    void bothBusesMustNameTheServerAlike() {
        assertThatThrownBy(() -> new CompositeBus(hostX.join("x-3"), between.join("x-4"), name -> true, scheduler))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CompositeBus(hostX.join("x-3"), between.join("x-3"), name -> false, scheduler))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sequencedMessagesOfAllHostsHaveOneOrder() {
        x1.bus.sequence(message("a"), x1);
        y1.bus.sequence(message("b"), y1);
        x2.bus.sequence(message("c"), x2);
        assertThat(received()).containsExactly(List.of("1", "2 y-1:b", "3 x-2:c"), List.of("1 x-1:a", "2 y-1:b", "3"),
                List.of("1 x-1:a", "2", "3 x-2:c"), List.of("1 x-1:a", "2 y-1:b", "3 x-2:c"));
    }

    @Test
    void aSequencedMessageLostBetweenHostsDelaysOthersForALimitedTime() {
        remoteOfX1.lose();
        assertThat(x1.bus.sequence(message("lost"), x1)).isTrue();
        x1.bus.publish(message("p"));
        settle();
        assertThat(x2.received).isEmpty();
        scheduler.advance(BusMerger.MAX_DELAY);
        assertThat(x2.received).containsExactly("x-1:p");
        assertThat(scheduler.size()).isZero();
    }

    /** As when Redis ends after it delivered the message to the sender alone. */
    @Test
    void aSequencedMessageThatTheSenderReceivedAloneIsFetched() {
        remoteOfX2.hold();
        x1.bus.sequence(message("a"), x1);
        x1.bus.sequence(message("b"), x1);
        x1.bus.publish(message("p"));
        settle();
        assertThat(x1.received).containsExactly("1", "2");
        assertThat(x2.received).isEmpty();
        scheduler.advance(BusMerger.MAX_DELAY);
        settle();
        assertThat(x2.received).containsExactly("x-1:p", "x-1:a", "x-1:b");
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aFetchedMessageThatIsReceivedLateIsKeptOnly() {
        remoteOfX2.hold();
        x1.bus.sequence(message("a"), x1);
        settle();
        scheduler.advance(BusMerger.MAX_DELAY);
        settle();
        assertThat(x2.received).containsExactly("x-1:a");
        remoteOfX2.release();
        settle();
        assertThat(x2.received).containsExactly("x-1:a", "late 1 a");
    }

    @Test
    void aLaterSequencedMessageRevealsALostOne() {
        remoteOfX1.lose();
        x1.bus.sequence(message("lost"), x1);
        x1.bus.publish(message("p"));
        remoteOfX1.work();
        x1.bus.sequence(message("a"), x1);
        x1.bus.publish(message("q"));
        settle();
        assertThat(x2.received).containsExactly("x-1:p", "1 x-1:a", "x-1:q");
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aLostMarkDelaysMessagesForALimitedTime() {
        localOfX1.mute();
        x1.bus.sequence(message("a"), x1);
        x1.bus.sequence(message("b"), x1);
        localOfX1.work();
        y1.bus.sequence(message("c"), y1);
        y1.bus.publish(message("d"));
        settle();
        assertThat(x2.received).isEmpty();
        assertThat(y2.received).containsExactly("1 x-1:a", "2 x-1:b", "3 y-1:c", "y-1:d");
        scheduler.advance(BusMerger.MAX_DELAY);
        assertThat(x2.received).containsExactly("1 x-1:a", "2 x-1:b", "3 y-1:c", "y-1:d");
        x1.bus.publish(message("p"));
        x1.bus.sequence(message("e"), x1);
        settle();
        assertThat(x2.received).endsWith("x-1:p", "4 x-1:e");
        assertThat(scheduler.size()).isZero();
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
        RecordedServer z1 = new RecordedServer(
                new CompositeBus(hostZ.join("z-1"), sequencer1, name -> name.startsWith("z-"), scheduler));
        RecordedServer z2 = new RecordedServer(
                new CompositeBus(hostZ.join("z-2"), sequencer2, name -> name.startsWith("z-"), scheduler));
        settle();
        assertThat(z1.bus.sequence(RecordedServer.message("x"), z1)).isTrue();
        settle();
        assertThat(z2.received).isEmpty();
        sequencer1.placement.onUnplaced();
        settle();
        assertThat(z1.received).containsExactly("unplaced");
        assertThat(z2.received).containsExactly("z-1:x");
        sequencer1.listener.onPlacedLate(7, sequencer1.sequenced);
        sequencer2.listener.onSequenced(7, "z-1", sequencer1.sequenced);
        settle();
        assertThat(z1.received).containsExactly("unplaced", "late 7 x");
        assertThat(z2.received).containsExactly("z-1:x", "late 7 x");
        assertThat(scheduler.size()).isZero();
    }
}
