package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterCallbacks;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterContractTest;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;

/** Tests adapters over any bus when servers start, stop, or do not respond. Socket {@code b} is on the second. */
public abstract class ClusterAdapterContractTest extends AdapterContractTest {
    private final List<SwitchedBus> buses = new ArrayList<>();
    private final List<ClusterAdapters> all = new ArrayList<>();

    /** Creates the bus of a new server. */
    protected abstract Bus newBus();

    /** Removes the server of that bus from the peers of the others. */
    protected void dies(Bus bus) {
        bus.close();
    }

    @Override
    protected final int serverCount() {
        return 3;
    }

    @Override
    protected final Adapter newServer(AdapterCallbacks events) {
        SwitchedBus bus = new SwitchedBus(newBus());
        buses.add(bus);
        ClusterAdapters adapters = new ClusterAdapters(bus, scheduler);
        all.add(adapters);
        return adapters.create("/", events);
    }

    private void nothingIsOpen() {
        assertNothingPending();
        assertThat(all).allMatch(adapters -> adapters.client().pendingRequests().size() == 0);
    }

    @Test
    void aDeadServerEndsTheWaitAndItsResponsesCount() {
        var result = askClients(BroadcastOptions.ALL);
        socket("b").answers("30[1]");
        settle();
        dies(buses.get(2));
        settle();
        assertThat(result).as("a and d have not answered").isNotDone();
        socket("a").answers("30[2]");
        dies(buses.get(1));
        settle();
        assertThat(result).isNotDone();
        socket("d").answers("30[3]");
        settle();
        assertThat(texts(result)).containsExactly("30[1]", "30[2]", "30[3]");
        assertThat(result.join().missing()).isEmpty();
    }

    @Test
    void aHungServerIsMissingAfterTheTimeout() {
        buses.get(1).mute();
        var result = askClients(BroadcastOptions.ALL);
        List.of("a", "c", "d").forEach(id -> socket(id).answers("30[]"));
        settle();
        assertThat(result).isNotDone();
        scheduler.advance(LIMIT);
        settle();
        assertThat(texts(result)).hasSize(3);
        assertThat(result.join().missing()).containsExactly(buses.get(1).self());
        nothingIsOpen();
    }

    @Test
    void theSocketsOfAHungServerAreMissing() {
        buses.get(1).mute();
        CompletableFuture<Responses<SocketDetails>> result = first().fetchSockets(BroadcastOptions.ALL, LIMIT)
                .subscribeAsCompletionStage();
        settle();
        assertThat(result).isNotDone();
        scheduler.advance(LIMIT);
        assertThat(result).isDone();
        assertThat(result.join().received()).extracting(SocketDetails::id).containsExactlyInAnyOrder("a", "c", "d");
        assertThat(result.join().missing()).containsExactly(buses.get(1).self());
        nothingIsOpen();
    }

    @Test
    void aServerThatDiesDuringAFetchEndsTheWait() {
        buses.get(1).mute();
        CompletableFuture<Responses<SocketDetails>> result = first().fetchSockets(BroadcastOptions.ALL, LIMIT)
                .subscribeAsCompletionStage();
        settle();
        dies(buses.get(1));
        settle();
        assertThat(result).isDone();
        assertThat(result.join().received()).hasSize(3);
        assertThat(result.join().missing()).isEmpty();
        nothingIsOpen();
    }

    @Test
    void theServerCountFollowsTheListOfPeers() {
        dies(buses.get(2));
        settle();
        assertThat(first().serverCount().await().atMost(Duration.ofSeconds(30))).isEqualTo(2);
        new ClusterAdapters(newBus(), scheduler);
        settle();
        assertThat(first().serverCount().await().atMost(Duration.ofSeconds(30))).isEqualTo(3);
        assertThat(texts(askClients(new BroadcastOptions(Set.of("nobody"), Set.of(), BroadcastFlags.DEFAULT))))
                .as("the new server does not have the namespace").isEmpty();
    }

    @Test
    void aFailingBusDoesNotAffectTheLocalServer() {
        buses.get(0).breakDown();
        var result = askClients(BroadcastOptions.ALL);
        socket("a").answers("30[1]");
        socket("d").answers("30[2]");
        scheduler.advance(LIMIT);
        assertThat(texts(result)).containsExactly("30[1]", "30[2]");
        assertThat(result.join().missing()).containsExactlyInAnyOrder(buses.get(1).self(), buses.get(2).self());
        nothingIsOpen();
    }

    /** The second server sends similar operations for the same sockets meanwhile. */
    @Test
    void operationsOfOneServerOnRemoteSocketsKeepTheirOrder() {
        Adapter second = home("b");
        for (String room : List.of("red", "green", "blue")) {
            BroadcastOptions inRoom = new BroadcastOptions(Set.of(room), Set.of(), BroadcastFlags.DEFAULT);
            BroadcastOptions third = BroadcastOptions.ofSocket("c", BroadcastFlags.DEFAULT);
            first().broadcast(event(room + " before"), inRoom);
            first().socketsJoin(third, Set.of(room));
            second.socketsJoin(third, Set.of("other " + room));
            first().broadcast(event(room), inRoom);
            second.broadcast(event("other " + room),
                    new BroadcastOptions(Set.of("other " + room), Set.of(), BroadcastFlags.DEFAULT));
            first().socketsLeave(third, Set.of(room));
            first().broadcast(event(room + " after"), inRoom);
        }
        settle();
        assertThat(socket("c").received()).containsExactlyInAnyOrder("42[\"red\"]", "42[\"green\"]", "42[\"blue\"]",
                "42[\"other red\"]", "42[\"other green\"]", "42[\"other blue\"]");
        assertThat(socket("c").received()).containsSubsequence("42[\"red\"]", "42[\"green\"]", "42[\"blue\"]")
                .containsSubsequence("42[\"other red\"]", "42[\"other green\"]", "42[\"other blue\"]");
    }

    private static EncodedPacket event(String name) {
        return new EncodedPacket(("2[\"" + name + "\"]").getBytes(StandardCharsets.UTF_8), List.of());
    }

    @Test
    void manySocketsAreFetchedInSeveralMessages() {
        Adapter another = newServer(namespaces().get(0));
        byte[] data = ("{\"x\":\"" + "x".repeat(300_000) + "\"}").getBytes();
        for (int i = 0; i < 12; i++) {
            FakeLocalSocket socket = new FakeLocalSocket("m" + i);
            socket.data(data);
            another.rooms().add(socket);
        }
        settle();
        CompletableFuture<Responses<SocketDetails>> result = first().fetchSockets(BroadcastOptions.ALL, LIMIT)
                .subscribeAsCompletionStage();
        settle();
        assertThat(result).isDone();
        assertThat(result.join().received()).hasSize(4 + 12).doesNotHaveDuplicates();
        assertThat(buses.get(3).sent()).as("parts of a megabyte").isEqualTo(3);
    }
}
