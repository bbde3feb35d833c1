package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/**
 * Tests the contract of every adapter, with one server or several. Sockets {@code a}, {@code b}, {@code c} and {@code d} are
 * spread over the servers, and the first server does every action.
 */
public abstract class AdapterContractTest {
    protected static final EncodedPacket PACKET = new EncodedPacket("2[\"hi\"]".getBytes(StandardCharsets.UTF_8), List.of());
    private static final String BINARY = "51-[\"hi\",{\"_placeholder\":true,\"num\":0}]";
    private static final String RECEIVED = "42[\"hi\"]";
    /** The timeout of responses: virtual time. */
    protected static final Duration LIMIT = Duration.ofMinutes(1);

    private final List<Adapter> servers = new ArrayList<>();
    private final Map<String, FakeLocalSocket> sockets = new HashMap<>();
    private final Map<String, Adapter> homes = new HashMap<>();
    private final List<FakeCallbacks> namespaces = new ArrayList<>();
    /** The time of all servers. */
    protected final ManualScheduler scheduler = new ManualScheduler();

    /** Returns the number of servers: 1 to 4. */
    protected abstract int serverCount();

    /** Creates the adapter of the namespace {@code /} on a new server that is connected to those before. */
    protected abstract Adapter newServer(AdapterCallbacks events);

    /** Waits until all actions have reached all servers. */
    protected void settle() {
        // nothing to wait for if all happens at once
    }

    @BeforeEach
    void start() {
        for (int i = 0; i < serverCount(); i++) {
            FakeCallbacks namespace = new FakeCallbacks();
            namespaces.add(namespace);
            servers.add(newServer(namespace));
        }
        settle();
        int next = 0;
        for (String id : List.of("a", "b", "c", "d")) {
            FakeLocalSocket socket = new FakeLocalSocket(id);
            Adapter home = servers.get(next++ % servers.size());
            home.rooms().add(socket);
            sockets.put(id, socket);
            homes.put(id, home);
        }
    }

    protected final Adapter first() {
        return servers.get(0);
    }

    /** The calls of the namespace of each server. */
    protected final List<FakeCallbacks> namespaces() {
        return namespaces;
    }

    protected final Adapter home(String id) {
        return homes.getOrDefault(id, first());
    }

    protected final FakeLocalSocket socket(String id) {
        return sockets.getOrDefault(id, new FakeLocalSocket(id));
    }

    private void join(String id, String... rooms) {
        home(id).rooms().join(socket(id), List.of(rooms));
    }

    private static BroadcastOptions rooms(String... rooms) {
        return new BroadcastOptions(Set.of(rooms), Set.of(), BroadcastFlags.DEFAULT);
    }

    private static BroadcastOptions except(BroadcastOptions options, String... rooms) {
        return new BroadcastOptions(options.rooms(), Set.of(rooms), options.flags());
    }

    private static BroadcastOptions local(BroadcastOptions options) {
        return options.with(options.flags().asLocal());
    }

    private void broadcastReaches(BroadcastOptions options, String... ids) {
        sockets.values().forEach(socket -> socket.link().received().clear());
        first().broadcast(PACKET, options);
        settle();
        List<String> reached = new ArrayList<>();
        sockets.forEach((id, socket) -> socket.received().forEach(text -> {
            assertThat(text).isEqualTo(RECEIVED);
            reached.add(id);
        }));
        assertThat(reached).containsExactlyInAnyOrder(ids);
    }

    private String[] onTheFirstServer(String... ids) {
        return Arrays.stream(ids).filter(id -> home(id) == first()).toArray(String[]::new);
    }

    @Test
    void aNewSocketIsInTheRoomOfItsId() {
        assertThat(home("b").rooms().contains(socket("b"))).isTrue();
        assertThat(home("b").rooms().roomsOf(socket("b"))).containsExactly("b");
        broadcastReaches(rooms("b"), "b");
    }

    @Test
    protected void anEventToAnIdReachesThatSocketOnly() {
        for (String id : List.of("a", "b", "c", "d")) {
            for (String other : List.of("a", "b", "c", "d")) {
                join(other, id);
            }
        }
        home("b").rooms().leave(socket("b"), List.of("b"));
        for (String id : List.of("a", "b", "c", "d")) {
            broadcastReaches(BroadcastOptions.ofSocket(id, BroadcastFlags.DEFAULT), id);
            broadcastReaches(local(BroadcastOptions.ofSocket(id, BroadcastFlags.DEFAULT)), onTheFirstServer(id));
        }
        broadcastReaches(BroadcastOptions.ofSocket("nobody", BroadcastFlags.DEFAULT));
        broadcastReaches(rooms("b"), "a", "c", "d");
    }

    @Test
    void withoutRoomsAllSocketsAreReached() {
        broadcastReaches(BroadcastOptions.ALL, "a", "b", "c", "d");
    }

    @Test
    void anEventToARoomReachesTheSocketsInIt() {
        join("a", "red");
        join("b", "red", "blue");
        broadcastReaches(rooms("red"), "a", "b");
        broadcastReaches(rooms("blue"), "b");
        broadcastReaches(rooms("green"));
    }

    @Test
    void aSocketInSeveralRoomsIsReachedOnce() {
        join("a", "red", "blue");
        join("b", "blue");
        join("c", "red", "blue", "green");
        broadcastReaches(rooms("red", "blue", "green", "c"), "a", "b", "c");
    }

    @Test
    void exclusionTakesPrecedenceOverInclusion() {
        join("a", "red", "blue");
        join("b", "red");
        join("c", "red");
        broadcastReaches(except(rooms("red", "blue"), "blue"), "b", "c");
        broadcastReaches(except(rooms("red"), "b", "c"), "a");
        broadcastReaches(except(BroadcastOptions.ALL, "red"), "d");
        broadcastReaches(except(rooms("red"), "red"));
        broadcastReaches(except(rooms("red"), "nobody"), "a", "b", "c");
    }

    @Test
    void aSocketThatLeftARoomIsNotReached() {
        join("a", "red");
        join("b", "red");
        home("b").rooms().leave(socket("b"), List.of("red"));
        home("b").rooms().leave(socket("b"), List.of("red"));
        home("b").rooms().leave(socket("b"), List.of("never joined"));
        broadcastReaches(rooms("red"), "a");
        assertThat(home("b").rooms().roomsOf(socket("b"))).containsExactly("b");
    }

    @Test
    void aRoomJoinedTwiceIsLeftOnce() {
        join("a", "red");
        join("a", "red");
        broadcastReaches(rooms("red"), "a");
        home("a").rooms().leave(socket("a"), List.of("red"));
        broadcastReaches(rooms("red"));
    }

    @Test
    void aRemovedSocketIsInNoRoomAndJoinsNoMore() {
        join("b", "red");
        home("b").rooms().remove(socket("b"));
        home("b").rooms().remove(socket("b"));
        join("b", "red", "blue");
        home("b").rooms().leave(socket("b"), List.of("red"));
        assertThat(home("b").rooms().contains(socket("b"))).isFalse();
        assertThat(home("b").rooms().roomsOf(socket("b"))).isEmpty();
        broadcastReaches(rooms("red", "blue", "b"));
        broadcastReaches(BroadcastOptions.ALL, "a", "c", "d");
    }

    @Test
    void theRoomsOfASocketAreACopy() {
        Set<String> before = home("a").rooms().roomsOf(socket("a"));
        join("a", "red");
        assertThat(before).containsExactly("a");
        assertThat(home("a").rooms().roomsOf(socket("a"))).containsExactlyInAnyOrder("a", "red");
    }

    @Test
    void aLocalBroadcastReachesOnlyThisServer() {
        join("a", "red");
        join("b", "red");
        broadcastReaches(local(BroadcastOptions.ALL), onTheFirstServer("a", "b", "c", "d"));
        broadcastReaches(local(rooms("red")), onTheFirstServer("a", "b"));
        assertThat(first().rooms().select(BroadcastOptions.ALL)).extracting(LocalSocket::id)
                .containsExactlyInAnyOrder(onTheFirstServer("a", "b", "c", "d"));
    }

    @Test
    void attachmentsFollowTheirText() {
        first().broadcast(new EncodedPacket("51-[\"hi\",{\"_placeholder\":true,\"num\":0}]".getBytes(StandardCharsets.UTF_8),
                List.of(new byte[] { 1, -1 })), BroadcastOptions.ALL);
        settle();
        sockets.values().forEach(socket -> assertThat(socket.received())
                .containsExactly("451-[\"hi\",{\"_placeholder\":true,\"num\":0}]", "0x01ff"));
    }

    @Test
    void broadcastsArriveInTheirOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            first().broadcast(new EncodedPacket(("2[\"e\"," + i + "]").getBytes(StandardCharsets.UTF_8), List.of()),
                    BroadcastOptions.ALL);
            expected.add("42[\"e\"," + i + "]");
        }
        settle();
        sockets.values().forEach(socket -> assertThat(socket.received()).isEqualTo(expected));
    }

    @Test
    void aVolatileBroadcastMayBeDroppedEverywhere() {
        first().broadcast(PACKET, except(BroadcastOptions.ALL.with(BroadcastFlags.DEFAULT.asVolatile()), "a"));
        settle();
        assertThat(socket("a").orders()).isEmpty();
        for (String id : List.of("b", "c", "d")) {
            assertThat(socket(id).orders()).containsExactly("volatile");
        }
        first().broadcast(PACKET, BroadcastOptions.ALL);
        settle();
        assertThat(socket("b").orders()).hasSize(1);
    }

    @Test
    void aBroadcastMayAskNotToBeCompressedAnywhere() {
        first().broadcast(PACKET, BroadcastOptions.ALL.with(BroadcastFlags.DEFAULT.compressed(false)));
        settle();
        sockets.values().forEach(socket -> assertThat(socket.orders()).containsExactly("uncompressed"));
        first().broadcast(PACKET, BroadcastOptions.ALL);
        settle();
        sockets.values().forEach(socket -> assertThat(socket.orders()).hasSize(1));
    }

    @Test
    void aSocketKeepsItsRoomsIfAJoinExceedsTheLimit() {
        join("b", "1", "2", "3", "4");
        assertThat(home("b").rooms().join(socket("b"), List.of("5", "6"))).isFalse();
        assertThat(socket("b").orders()).as("the sender got an error").isEmpty();
        first().socketsJoin(BroadcastOptions.ALL, Set.of("5", "6"));
        settle();
        assertThat(home("b").rooms().roomsOf(socket("b"))).containsExactlyInAnyOrder("b", "1", "2", "3", "4");
        broadcastReaches(rooms("5"), "a", "c", "d");
        sockets.forEach((id, socket) -> assertThat(socket.orders().contains("too many rooms")).isEqualTo(id.equals("b")));
    }

    @Test
    void socketsJoinAndLeaveRoomsOnAllServers() {
        join("a", "red");
        join("b", "red");
        first().socketsJoin(except(rooms("red", "c"), "a"), Set.of("blue", "green"));
        settle();
        assertThat(home("b").rooms().roomsOf(socket("b"))).containsExactlyInAnyOrder("b", "red", "blue", "green");
        assertThat(home("c").rooms().roomsOf(socket("c"))).containsExactlyInAnyOrder("c", "blue", "green");
        broadcastReaches(rooms("blue"), "b", "c");
        first().socketsLeave(rooms("red"), Set.of("blue", "red", "never joined"));
        settle();
        broadcastReaches(rooms("blue"), "c");
        broadcastReaches(rooms("red"));
    }

    @Test
    void socketsAreDisconnectedOnAllServers() {
        join("b", "red");
        join("c", "red");
        first().disconnectSockets(except(rooms("red"), "c"), false);
        first().disconnectSockets(rooms("d"), true);
        settle();
        assertThat(socket("a").orders()).isEmpty();
        assertThat(socket("b").orders()).containsExactly("disconnect");
        assertThat(socket("c").orders()).isEmpty();
        assertThat(socket("d").orders()).containsExactly("close");
    }

    @Test
    void aLocalSelectionActsOnThisServerOnly() {
        first().socketsJoin(local(BroadcastOptions.ALL), Set.of("red"));
        settle();
        broadcastReaches(rooms("red"), onTheFirstServer("a", "b", "c", "d"));
        first().disconnectSockets(local(BroadcastOptions.ALL), false);
        settle();
        sockets.forEach((id, socket) -> assertThat(socket.orders()).hasSize(home(id) == first() ? 1 : 0));
    }

    protected final List<SocketDetails> fetch(BroadcastOptions options) {
        CompletableFuture<Responses<SocketDetails>> result = first().fetchSockets(options, LIMIT)
                .subscribeAsCompletionStage();
        settle();
        assertThat(result).isDone();
        Responses<SocketDetails> found = result.join();
        assertThat(found.missing()).isEmpty();
        return found.received();
    }

    @Test
    void socketsAreFetchedWithRoomsAndData() {
        join("b", "red");
        socket("b").data("{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(BroadcastOptions.ALL)).extracting(SocketDetails::id).containsExactlyInAnyOrder("a", "b", "c", "d");
        List<SocketDetails> red = fetch(rooms("red"));
        assertThat(red).hasSize(1);
        assertThat(red.get(0).id()).isEqualTo("b");
        assertThat(red.get(0).rooms()).containsExactlyInAnyOrder("b", "red");
        assertThat(new String(red.get(0).handshake(), StandardCharsets.UTF_8)).isEqualTo("{\"url\":\"/b\"}");
        assertThat(new String(red.get(0).data(), StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"x\"}");
        assertThat(fetch(except(BroadcastOptions.ALL, "a", "red"))).extracting(SocketDetails::id).containsExactlyInAnyOrder("c",
                "d");
        assertThat(fetch(rooms("nobody"))).isEmpty();
        assertThat(fetch(local(BroadcastOptions.ALL))).extracting(SocketDetails::id)
                .containsExactlyInAnyOrder(onTheFirstServer("a", "b", "c", "d"));
    }

    @Test
    protected void aServerSideEventReachesTheOtherServersOnce() {
        first().serverSideEmit(PACKET);
        first().serverSideEmit(new EncodedPacket(BINARY.getBytes(StandardCharsets.UTF_8), List.of(new byte[] { 7 })));
        settle();
        assertThat(namespaces.get(0).received).isEmpty();
        for (FakeCallbacks other : namespaces.subList(1, namespaces.size())) {
            assertThat(other.received).containsExactly("2[\"hi\"]", BINARY + " [7]");
            assertThat(other.askers).isEmpty();
        }
        sockets.values().forEach(socket -> assertThat(socket.received()).isEmpty());
    }

    @Test
    void serversAreCounted() {
        assertThat(first().serverCount().await().atMost(Duration.ofSeconds(30))).isEqualTo(servers.size());
    }

    @Test
    protected void aSocketWithUnserialisableDataIsFetchedWithoutIt() {
        socket("b").unserialisableData();
        List<SocketDetails> found = fetch(BroadcastOptions.ALL);
        assertThat(found).extracting(SocketDetails::id).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(found).allMatch(socket -> socket.data().length == (socket.id().equals("b") ? 0 : 2));
    }

    /** Sends a broadcast with acknowledgement, and waits until the clients have it. */
    protected final CompletableFuture<Responses<EncodedPacket>> askClients(BroadcastOptions options) {
        CompletableFuture<Responses<EncodedPacket>> result = first().broadcastWithAck(PACKET, options, LIMIT)
                .subscribeAsCompletionStage();
        settle();
        return result;
    }

    protected static List<String> texts(CompletableFuture<Responses<EncodedPacket>> result) {
        assertThat(result).isDone();
        return result.join().received().stream().map(packet -> new String(packet.text(), StandardCharsets.UTF_8)).toList();
    }

    /** Asserts that no server has pending requests. */
    protected final void assertNothingPending() {
        sockets.forEach((id, socket) -> assertThat(socket.questions()).as("questions to " + id).isZero());
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aBroadcastWithAckUsesOneIdOnEachServer() {
        askClients(BroadcastOptions.ALL);
        sockets.values().forEach(socket -> assertThat(socket.received()).containsExactly("425[\"hi\"]"));
    }

    @Test
    void theResponsesOfAllSelectedClientsAreCollected() {
        join("a", "red");
        join("b", "red");
        join("d", "red");
        var result = askClients(except(rooms("red"), "d"));
        socket("b").answers("30[1]");
        settle();
        assertThat(result).isNotDone();
        socket("a").answers("30[2]");
        settle();
        assertThat(texts(result)).containsExactly("30[1]", "30[2]");
        assertThat(result.join().missing()).isEmpty();
        assertThat(socket("d").received()).isEmpty();
        assertNothingPending();
    }

    @Test
    void anEmptySelectionCompletesAtOnce() {
        assertThat(texts(askClients(rooms("nobody")))).isEmpty();
        assertNothingPending();
    }

    @Test
    void theReceivedResponsesAreReturnedAfterTheTimeout() {
        var result = askClients(BroadcastOptions.ALL);
        socket("c").answers("30[1]");
        settle();
        scheduler.advance(LIMIT.minusMillis(1));
        assertThat(result).isNotDone();
        scheduler.advance(Duration.ofMillis(1));
        settle();
        assertThat(texts(result)).containsExactly("30[1]");
        assertThat(result.join().missing()).isNotEmpty();
        assertNothingPending();
        socket("a").answers("30[2]");
        settle();
        assertThat(texts(result)).hasSize(1);
    }

    @Test
    protected void aDisconnectedClientEndsTheWait() {
        var result = askClients(BroadcastOptions.ALL);
        for (String id : List.of("a", "b", "d")) {
            socket(id).answers("30[]");
        }
        socket("c").goes();
        settle();
        assertThat(texts(result)).hasSize(3);
        assertThat(result.join().missing()).isEmpty();
        assertNothingPending();
    }

    @Test
    void aLocalBroadcastWithAckReachesThisServerOnly() {
        var result = askClients(local(BroadcastOptions.ALL));
        List<String> here = List.of(onTheFirstServer("a", "b", "c", "d"));
        sockets.forEach((id, socket) -> assertThat(socket.questions()).isEqualTo(here.contains(id) ? 1 : 0));
        here.forEach(id -> socket(id).answers("30[]"));
        settle();
        assertThat(texts(result)).hasSize(here.size());
        assertNothingPending();
    }

    @Test
    void aCancelledRequestIsForgotten() {
        var subscription = first().broadcastWithAck(PACKET, BroadcastOptions.ALL, LIMIT).subscribe().with(answers -> {
        });
        settle();
        subscription.cancel();
        for (String id : onTheFirstServer("a", "b", "c", "d")) {
            assertThat(socket(id).questions()).isZero();
        }
        scheduler.advance(LIMIT);
        settle();
        assertNothingPending();
    }

    protected final CompletableFuture<Responses<EncodedPacket>> askServers() {
        CompletableFuture<Responses<EncodedPacket>> result = first().serverSideEmitWithAck(PACKET, LIMIT)
                .subscribeAsCompletionStage();
        settle();
        assertThat(namespaces.get(0).received).isEmpty();
        return result;
    }

    @Test
    void theResponsesOfAllOtherServersAreCollected() {
        var result = askServers();
        List<String> expected = new ArrayList<>();
        for (int i = 1; i < servers.size(); i++) {
            assertThat(result).isNotDone();
            assertThat(namespaces.get(i).received).containsExactly("2[\"hi\"]");
            String answer = "30[" + i + "]";
            expected.add(answer);
            namespaces.get(i).askers.get(0).accept(new EncodedPacket(answer.getBytes(StandardCharsets.UTF_8), List.of()));
            settle();
        }
        assertThat(texts(result)).isEqualTo(expected);
        assertThat(result.join().missing()).isEmpty();
        assertNothingPending();
    }

    @Test
    protected void aServerThatDeclinesEndsTheWait() {
        var result = askServers();
        namespaces.subList(1, namespaces.size()).forEach(other -> other.askers.get(0).accept(null));
        settle();
        assertThat(texts(result)).isEmpty();
        assertThat(result.join().missing()).isEmpty();
    }

    @Test
    protected void aServerThatDoesNotRespondInTimeIsMissing() {
        var result = askServers();
        scheduler.advance(LIMIT);
        settle();
        assertThat(texts(result)).isEmpty();
        assertThat(result.join().missing()).hasSize(servers.size() - 1);
        assertNothingPending();
    }
}
