package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests three servers of one host that receive the messages of another host over a bus without order. */
class HostOrderBusTest {
    private static final String OTHER_HOST = "ffffffffff000001";

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Runnable> deliveries = new ArrayList<>();
    private final InMemoryBus.Hub host = new InMemoryBus.Hub(deliveries::add);
    private final Map<Integer, Server> servers = new HashMap<>();

    /** A bus on which the test plays the other hosts. */
    private static final class RemoteBusStub implements Bus {
        private final List<ClusterMessage> published = new ArrayList<>();
        private final String self;
        private @Nullable Listener listener;

        private RemoteBusStub(String self) {
            this.self = self;
        }

        void receive(String from, ClusterMessage message) {
            if (listener != null) {
                listener.onMessage(from, message);
            }
        }

        @Override
        public String self() {
            return self;
        }

        @Override
        public void publish(ClusterMessage message) {
            published.add(message);
        }

        @Override
        public void send(String server, ClusterMessage message) {
            published.add(message);
        }

        @Override
        public boolean sequence(ClusterMessage message) {
            return false;
        }

        @Override
        public void listen(Listener only) {
            listener = only;
            only.onPeers(Set.of());
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void close() {
            listener = null;
        }
    }

    private final class Server implements Bus.Listener {
        private final List<String> received = new ArrayList<>();
        private final RemoteBusStub remote;
        private final HostOrderBus bus;

        private Server(int process) {
            ServerName name = new ServerName("0123456789", process);
            remote = new RemoteBusStub(name.toString());
            bus = new HostOrderBus(name, host.join(name.toString()), remote, scheduler);
            bus.listen(this);
        }

        @Override
        public void onMessage(String from, ClusterMessage message) {
            received.add(text(message));
        }

        @Override
        public void onPeers(Set<String> others) {
            // of no interest
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            received.add(place + " " + text(message));
        }

        @Override
        public void onPlaced(long place) {
            received.add(place + " own");
        }
    }

    private Server server(int process) {
        return servers.computeIfAbsent(process, Server::new);
    }

    private static String text(ClusterMessage message) {
        return message instanceof ClusterMessage.Broadcast broadcast
                ? new String(broadcast.packet().text(), StandardCharsets.UTF_8)
                : message.kind().toString();
    }

    private static ClusterMessage event(String text) {
        return event(text, BroadcastFlags.DEFAULT);
    }

    private static ClusterMessage event(String text, BroadcastFlags flags) {
        return new ClusterMessage.Broadcast("/", new BroadcastOptions(Set.of(), Set.of(), flags),
                new EncodedPacket(text.getBytes(StandardCharsets.UTF_8), List.of()));
    }

    private void settle() {
        while (!deliveries.isEmpty()) {
            deliveries.remove(0).run();
        }
    }

    private void receiveEverywhere(ClusterMessage... messages) {
        for (ClusterMessage message : messages) {
            List.copyOf(servers.values()).forEach(server -> server.remote.receive(OTHER_HOST, message));
        }
    }

    private void startThree() {
        server(7);
        server(8);
        server(9);
        settle();
    }

    @Test
    void allServersOfTheHostGetTheSamePlaces() {
        startThree();
        receiveEverywhere(event("a"), event("b"), event("a"));
        server(8).bus.sequence(event("c"));
        settle();
        assertThat(server(7).received).containsExactly("1 a", "2 b", "3 a", "4 c");
        assertThat(server(8).received).containsExactly("1 a", "2 b", "3 a", "4 own");
        assertThat(server(9).received).isEqualTo(server(7).received);
        scheduler.advance(ForeignEvents.PERIOD.multipliedBy(3));
        assertThat(server(9).received).hasSize(4);
    }

    @Test
    void ownMessagesGoToOtherHostsOnce() {
        startThree();
        server(8).bus.sequence(event("a"));
        server(8).bus.publish(event("b"));
        settle();
        assertThat(server(8).remote.published).extracting(HostOrderBusTest::text).containsExactly("a", "b");
        assertThat(server(7).remote.published).isEmpty();
    }

    @Test
    void aMessageThatIsSequencedBeforeItIsReceivedIsDeliveredOnce() {
        startThree();
        server(7).remote.receive(OTHER_HOST, event("a"));
        settle();
        server(8).remote.receive(OTHER_HOST, event("a"));
        server(9).remote.receive(OTHER_HOST, event("a"));
        settle();
        scheduler.advance(ForeignEvents.PERIOD.multipliedBy(3));
        assertThat(server(8).received).containsExactly("1 a");
        assertThat(server(9).received).containsExactly("1 a");
    }

    @Test
    void theNextOldestGoesOnWhenTheOldestEnds() {
        startThree();
        server(8).remote.receive(OTHER_HOST, event("a"));
        server(9).remote.receive(OTHER_HOST, event("a"));
        settle();
        assertThat(server(8).received).isEmpty();
        server(7).bus.close();
        settle();
        assertThat(server(8).received).containsExactly("1 a");
        assertThat(server(9).received).containsExactly("1 a");
    }

    @Test
    void aServerThatJoinsIsNotTheOldest() {
        startThree();
        server(10);
        settle();
        receiveEverywhere(event("a"));
        settle();
        assertThat(servers.values()).allSatisfy(server -> assertThat(server.received).containsExactly("1 a"));
    }

    @Test
    void theNumbersOfProcessesBeginAgain() {
        ServerName last = new ServerName("0123456789", 4095);
        ServerName next = new ServerName("0123456789", 1);
        assertThat(last.isOlderThan(next)).isTrue();
        assertThat(next.isOlderThan(last)).isFalse();
        assertThat(next.isOlderThan(next)).isFalse();
    }

    @Test
    void aMessageThatTheOldestDoesNotReceiveIsDeliveredWithoutAPlace() {
        startThree();
        server(8).remote.receive(OTHER_HOST, event("a"));
        scheduler.advance(ForeignEvents.PERIOD);
        scheduler.advance(ForeignEvents.PERIOD);
        assertThat(server(8).received).containsExactly("a");
        assertThat(server(7).received).isEmpty();
    }

    @Test
    void messagesOfOneSenderKeepTheirOrder() {
        startThree();
        receiveEverywhere(event("a"), new ClusterMessage.SocketsLeave("/", BroadcastOptions.ALL, Set.of("r")),
                event("b", new BroadcastFlags(false, true, true)), event("c"));
        settle();
        assertThat(servers.values()).allSatisfy(
                server -> assertThat(server.received).containsExactly("1 a", "SOCKETS_LEAVE", "b", "2 c"));
    }

    @Test
    void messagesThatAreNotKeptDoNotWait() {
        startThree();
        receiveEverywhere(new ClusterMessage.SocketsLeave("/", BroadcastOptions.ALL, Set.of("r")));
        assertThat(server(9).received).containsExactly("SOCKETS_LEAVE");
    }

    @Test
    void theBytesThatWaitAreLimited() {
        startThree();
        ClusterMessage large = event("x".repeat(9_000_000));
        for (int i = 0; i < 3; i++) {
            server(9).remote.receive(OTHER_HOST, large);
        }
        assertThat(server(9).received).as("the third, as there is no room").hasSize(1);
    }

    @Test
    void withoutASequencerMessagesHaveNoPlace() {
        startThree();
        SwitchedServer alone = new SwitchedServer();
        alone.remote.receive(OTHER_HOST, event("a"));
        assertThat(alone.received).containsExactly("a");
    }

    /** A server whose host's bus gives no place. */
    private final class SwitchedServer implements Bus.Listener {
        private final List<String> received = new ArrayList<>();
        private final RemoteBusStub remote = new RemoteBusStub("01234567890000ff");

        private SwitchedServer() {
            new HostOrderBus(new ServerName("0123456789", 255), new RemoteBusStub("01234567890000ff"), remote, scheduler)
                    .listen(this);
        }

        @Override
        public void onMessage(String from, ClusterMessage message) {
            received.add(text(message));
        }

        @Override
        public void onPeers(Set<String> others) {
            // of no interest
        }
    }
}
