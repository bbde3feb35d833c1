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
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * What any adapter does, with one server or several. Sockets {@code a}, {@code b}, {@code c} and {@code d} are spread over the
 * servers, and every action is done by the first.
 */
public abstract class AdapterContractTest {
    private static final EncodedPacket PACKET = new EncodedPacket("2[\"hi\"]".getBytes(StandardCharsets.UTF_8), List.of());
    private static final String RECEIVED = "42[\"hi\"]";

    private final List<Adapter> servers = new ArrayList<>();
    private final Map<String, FakeMember> members = new HashMap<>();
    private final Map<String, Adapter> homes = new HashMap<>();
    /** Server-side events as {@code <server>: <text>}. */
    private final List<String> serverSide = new CopyOnWriteArrayList<>();

    /** How many servers there are: 1 to 4. */
    protected abstract int serverCount();

    /** The adapter of the namespace {@code /} on a new server that is connected to those made before. */
    protected abstract Adapter newServer(AdapterEvents events);

    /** Waits until what was done has reached all servers. */
    protected void settle() {
        // nothing is on its way where all happens at once
    }

    @BeforeEach
    void start() {
        for (int i = 0; i < serverCount(); i++) {
            String name = "server " + i;
            servers.add(newServer(
                    event -> serverSide.add(name + ": " + new String(event.text(), StandardCharsets.UTF_8) + attached(event))));
        }
        int next = 0;
        for (String id : List.of("a", "b", "c", "d")) {
            FakeMember member = new FakeMember(id);
            Adapter home = servers.get(next++ % servers.size());
            home.add(member);
            members.put(id, member);
            homes.put(id, home);
        }
    }

    private static String attached(EncodedPacket packet) {
        StringBuilder all = new StringBuilder();
        packet.attachments().forEach(attachment -> all.append(' ').append(Arrays.toString(attachment)));
        return all.toString();
    }

    private Adapter first() {
        return servers.get(0);
    }

    private Adapter home(String id) {
        return homes.getOrDefault(id, first());
    }

    private FakeMember member(String id) {
        return members.getOrDefault(id, new FakeMember(id));
    }

    private void join(String id, String... rooms) {
        home(id).join(id, List.of(rooms));
    }

    private static Selection rooms(String... rooms) {
        return new Selection(Set.of(rooms), Set.of(), false, false);
    }

    private static Selection except(Selection selection, String... rooms) {
        return new Selection(selection.rooms(), Set.of(rooms), selection.local(), selection.mayDrop());
    }

    private static Selection local(Selection selection) {
        return new Selection(selection.rooms(), selection.except(), true, selection.mayDrop());
    }

    private void broadcastReaches(Selection selection, String... ids) {
        members.values().forEach(member -> member.link().received().clear());
        first().broadcast(PACKET, selection);
        settle();
        List<String> reached = new ArrayList<>();
        members.forEach((id, member) -> member.received().forEach(text -> {
            assertThat(text).isEqualTo(RECEIVED);
            reached.add(id);
        }));
        assertThat(reached).containsExactlyInAnyOrder(ids);
    }

    private String[] onTheFirstServer(String... ids) {
        return Arrays.stream(ids).filter(id -> home(id) == first()).toArray(String[]::new);
    }

    @Test
    void aSocketIsInTheRoomOfItsIdFromTheBeginning() {
        assertThat(home("b").contains("b")).isTrue();
        assertThat(home("b").roomsOf("b")).containsExactly("b");
        broadcastReaches(rooms("b"), "b");
    }

    @Test
    void withoutRoomsAllSocketsAreReached() {
        broadcastReaches(Selection.ALL, "a", "b", "c", "d");
    }

    @Test
    void aRoomReachesThoseWhoJoinedIt() {
        join("a", "red");
        join("b", "red", "blue");
        broadcastReaches(rooms("red"), "a", "b");
        broadcastReaches(rooms("blue"), "b");
        broadcastReaches(rooms("green"));
    }

    @Test
    void whoIsInSeveralOfTheRoomsIsReachedOnce() {
        join("a", "red", "blue");
        join("b", "blue");
        join("c", "red", "blue", "green");
        broadcastReaches(rooms("red", "blue", "green", "c"), "a", "b", "c");
    }

    @Test
    void exclusionBeatsInclusion() {
        join("a", "red", "blue");
        join("b", "red");
        join("c", "red");
        broadcastReaches(except(rooms("red", "blue"), "blue"), "b", "c");
        broadcastReaches(except(rooms("red"), "b", "c"), "a");
        broadcastReaches(except(Selection.ALL, "red"), "d");
        broadcastReaches(except(rooms("red"), "red"));
        broadcastReaches(except(rooms("red"), "nobody"), "a", "b", "c");
    }

    @Test
    void whoLeftARoomIsNotReached() {
        join("a", "red");
        join("b", "red");
        home("b").leave("b", "red");
        home("b").leave("b", "red");
        home("b").leave("b", "never joined");
        broadcastReaches(rooms("red"), "a");
        assertThat(home("b").roomsOf("b")).containsExactly("b");
    }

    @Test
    void whoJoinsTwiceIsInOnceAndOutAfterOneLeave() {
        join("a", "red");
        join("a", "red");
        broadcastReaches(rooms("red"), "a");
        home("a").leave("a", "red");
        broadcastReaches(rooms("red"));
    }

    @Test
    void aRemovedSocketIsInNoRoomAndJoinsNoMore() {
        join("b", "red");
        home("b").remove("b");
        home("b").remove("b");
        join("b", "red", "blue");
        home("b").leave("b", "red");
        assertThat(home("b").contains("b")).isFalse();
        assertThat(home("b").roomsOf("b")).isEmpty();
        broadcastReaches(rooms("red", "blue", "b"));
        broadcastReaches(Selection.ALL, "a", "c", "d");
    }

    @Test
    void theRoomsOfASocketAreACopy() {
        Set<String> before = home("a").roomsOf("a");
        join("a", "red");
        assertThat(before).containsExactly("a");
        assertThat(home("a").roomsOf("a")).containsExactlyInAnyOrder("a", "red");
    }

    @Test
    void aLocalBroadcastReachesOnlyThisServer() {
        join("a", "red");
        join("b", "red");
        broadcastReaches(local(Selection.ALL), onTheFirstServer("a", "b", "c", "d"));
        broadcastReaches(local(rooms("red")), onTheFirstServer("a", "b"));
        assertThat(first().local(Selection.ALL)).extracting(Member::id)
                .containsExactlyInAnyOrder(onTheFirstServer("a", "b", "c", "d"));
    }

    @Test
    void attachmentsFollowTheirText() {
        first().broadcast(new EncodedPacket("51-[\"hi\",{\"_placeholder\":true,\"num\":0}]".getBytes(StandardCharsets.UTF_8),
                List.of(new byte[] { 1, -1 })), Selection.ALL);
        settle();
        members.values().forEach(member -> assertThat(member.received())
                .containsExactly("451-[\"hi\",{\"_placeholder\":true,\"num\":0}]", "0x01ff"));
    }

    @Test
    void broadcastsArriveInTheirOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            first().broadcast(new EncodedPacket(("2[" + i + "]").getBytes(StandardCharsets.UTF_8), List.of()), Selection.ALL);
            expected.add("42[" + i + "]");
        }
        settle();
        members.values().forEach(member -> assertThat(member.received()).isEqualTo(expected));
    }

    @Test
    void aVolatileBroadcastMayBeDroppedEverywhere() {
        first().broadcast(PACKET, new Selection(Set.of(), Set.of("a"), false, true));
        settle();
        assertThat(member("a").orders()).isEmpty();
        for (String id : List.of("b", "c", "d")) {
            assertThat(member(id).orders()).containsExactly("volatile");
        }
        first().broadcast(PACKET, Selection.ALL);
        settle();
        assertThat(member("b").orders()).hasSize(1);
    }

    @Test
    void socketsAreMadeToJoinAndLeaveWhereverTheyAre() {
        join("a", "red");
        join("b", "red");
        first().socketsJoin(except(rooms("red", "c"), "a"), Set.of("blue", "green"));
        settle();
        assertThat(home("b").roomsOf("b")).containsExactlyInAnyOrder("b", "red", "blue", "green");
        assertThat(home("c").roomsOf("c")).containsExactlyInAnyOrder("c", "blue", "green");
        broadcastReaches(rooms("blue"), "b", "c");
        first().socketsLeave(rooms("red"), Set.of("blue", "red", "never joined"));
        settle();
        broadcastReaches(rooms("blue"), "c");
        broadcastReaches(rooms("red"));
    }

    @Test
    void socketsAreDisconnectedWhereverTheyAre() {
        join("b", "red");
        join("c", "red");
        first().disconnectSockets(except(rooms("red"), "c"), false);
        first().disconnectSockets(rooms("d"), true);
        settle();
        assertThat(member("a").orders()).isEmpty();
        assertThat(member("b").orders()).containsExactly("disconnect");
        assertThat(member("c").orders()).isEmpty();
        assertThat(member("d").orders()).containsExactly("close");
    }

    @Test
    void aLocalSelectionActsOnThisServerOnly() {
        first().socketsJoin(local(Selection.ALL), Set.of("red"));
        settle();
        broadcastReaches(rooms("red"), onTheFirstServer("a", "b", "c", "d"));
        first().disconnectSockets(local(Selection.ALL), false);
        settle();
        members.forEach((id, member) -> assertThat(member.orders()).hasSize(home(id) == first() ? 1 : 0));
    }

    private List<SocketDetails> fetch(Selection selection) {
        return first().fetchSockets(selection).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void socketsAreFetchedWithRoomsAndData() {
        join("b", "red");
        member("b").data("{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(Selection.ALL)).extracting(SocketDetails::id).containsExactlyInAnyOrder("a", "b", "c", "d");
        List<SocketDetails> red = fetch(rooms("red"));
        assertThat(red).hasSize(1);
        assertThat(red.get(0).id()).isEqualTo("b");
        assertThat(red.get(0).rooms()).containsExactlyInAnyOrder("b", "red");
        assertThat(new String(red.get(0).data(), StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"x\"}");
        assertThat(fetch(except(Selection.ALL, "a", "red"))).extracting(SocketDetails::id).containsExactlyInAnyOrder("c", "d");
        assertThat(fetch(rooms("nobody"))).isEmpty();
        assertThat(fetch(local(Selection.ALL))).extracting(SocketDetails::id)
                .containsExactlyInAnyOrder(onTheFirstServer("a", "b", "c", "d"));
    }

    @Test
    void aServerSideEventReachesTheOtherServersOnce() {
        first().serverSideEmit(PACKET);
        first().serverSideEmit(new EncodedPacket("51-[1]".getBytes(StandardCharsets.UTF_8), List.of(new byte[] { 7 })));
        settle();
        List<String> expected = new ArrayList<>();
        for (int i = 1; i < servers.size(); i++) {
            expected.add("server " + i + ": 2[\"hi\"]");
            expected.add("server " + i + ": 51-[1] [7]");
        }
        assertThat(serverSide).containsExactlyInAnyOrderElementsOf(expected);
        members.values().forEach(member -> assertThat(member.received()).isEmpty());
    }
}
