package io.quarkiverse.socketio.runtime.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.presence.PresenceFixture.Host;
import io.quarkiverse.socketio.runtime.presence.PresenceFixture.Worker;

/** Who is online, as several servers see it. */
class PresenceServerTest {
    private final PresenceFixture fixture = new PresenceFixture();
    private final Host here = fixture.new Host("here");
    private final Host there = fixture.new Host("there");

    /** Starts servers, and waits until they know each other and tell of events. */
    private List<Worker> ready(Worker... workers) {
        fixture.advance(PresenceFixture.LEASE);
        return List.of(workers);
    }

    private static List<String> withoutLeaders(Worker worker) {
        return worker.events.stream().map(event -> event.replace("!", "")).toList();
    }

    private static long leaders(String event, Worker... workers) {
        return Stream.of(workers).flatMap(worker -> worker.events.stream()).filter((event + "!")::equals).count();
    }

    @Test
    void aUserIsOnlineAtOnceOnTheServerOfTheSocketAndSoonOnAllServers() {
        Worker a = here.start();
        Worker b = here.start();
        Worker c = there.start();
        ready(a, b, c);

        a.connect("alice", "s1");
        assertThat(a.sees("alice")).isTrue();
        assertThat(b.sees("alice")).isFalse();
        fixture.settle();
        assertThat(b.sees("alice")).isTrue();
        assertThat(c.sees("alice")).isTrue();

        a.disconnect("alice", "s1");
        assertThat(a.sees("alice")).isFalse();
        fixture.settle();
        assertThat(b.sees("alice")).isFalse();
        assertThat(c.sees("alice")).isFalse();
    }

    @Test
    void anotherServerKnowsWhereAndSinceWhen() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        a.connect("alice", "s1");
        fixture.settle();

        UserEntry alice = b.presence.index().find("alice");
        assertThat(alice.listed(10)).singleElement().satisfies(located -> {
            assertThat(located.server()).isEqualTo(new ServerInfo("here-1", "here", 1));
            assertThat(located.socket()).isEqualTo(new SocketEntry("/", "s1", 15_000));
        });
        assertThat(alice.since()).isEqualTo(15_000);
    }

    @Test
    void aServerThatIsReachedOverBothChannelsCountsOnce() {
        Worker a = here.start();
        Worker b = here.start();
        ready(a, b);
        a.connect("alice", "s1");
        b.connect("alice", "s2");
        fixture.settle();
        assertThat(a.sockets("alice")).isEqualTo(2);
        assertThat(b.sockets("alice")).isEqualTo(2);
    }

    @Test
    void allSocketsCountAndSomeAreListed() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        IntStream.range(0, 10).forEach(i -> a.connect("alice", "s" + i));
        fixture.settle();
        assertThat(b.sockets("alice")).isEqualTo(10);
        assertThat(b.presence.index().find("alice").listed(100)).hasSize(3);

        IntStream.range(0, 9).forEach(i -> a.disconnect("alice", "s" + i));
        fixture.settle();
        assertThat(b.sockets("alice")).isEqualTo(1);
        assertThat(b.presence.index().find("alice").listed(100)).extracting(located -> located.socket().id())
                .containsExactly("s9");
    }

    @Test
    void eachServerIsToldOnceOfTheFirstSocketAndTheLastOne() {
        Worker a = here.start();
        Worker b = here.start();
        Worker c = there.start();
        ready(a, b, c);
        a.connect("alice", "s1");
        fixture.settle();
        c.connect("alice", "s2");
        b.connect("alice", "s3");
        fixture.settle();
        a.disconnect("alice", "s1");
        c.disconnect("alice", "s2");
        fixture.advance(Duration.ofSeconds(10));
        assertThat(List.of(a, b, c)).allSatisfy(worker -> assertThat(withoutLeaders(worker)).containsExactly("+alice"));

        b.disconnect("alice", "s3");
        fixture.advance(Duration.ofSeconds(10));
        assertThat(List.of(a, b, c)).allSatisfy(
                worker -> assertThat(withoutLeaders(worker)).containsExactly("+alice", "-alice"));
        assertThat(leaders("+alice", a, b, c)).isEqualTo(1);
        assertThat(leaders("-alice", a, b, c)).isEqualTo(1);
    }

    @Test
    void theServersShareTheLead() {
        Worker a = here.start();
        Worker b = here.start();
        Worker c = there.start();
        ready(a, b, c);
        IntStream.range(0, 300).forEach(i -> a.connect("user" + i, "s" + i));
        fixture.settle();
        assertThat(List.of(a, b, c)).allSatisfy(worker -> assertThat(
                worker.events.stream().filter(event -> event.endsWith("!")).count()).isBetween(60L, 140L));
        IntStream.range(0, 300).forEach(i -> assertThat(leaders("+user" + i, a, b, c)).isEqualTo(1));
    }

    @Test
    void aUserWhoReconnectsSoonCausesNoEvents() {
        Worker a = here.start();
        Worker b = here.start();
        ready(a, b);
        a.connect("alice", "s1");
        fixture.settle();
        a.disconnect("alice", "s1");
        fixture.advance(Duration.ofSeconds(1));
        assertThat(a.sees("alice")).isFalse();
        b.connect("alice", "s2");
        fixture.advance(Duration.ofSeconds(10));
        assertThat(withoutLeaders(a)).containsExactly("+alice");
        assertThat(withoutLeaders(b)).containsExactly("+alice");
    }

    @Test
    void theDelayBeginsWithTheLastLeave() {
        Worker a = here.start();
        ready(a);
        a.connect("alice", "s1");
        fixture.settle();
        a.disconnect("alice", "s1");
        fixture.advance(Duration.ofMillis(1500));
        a.connect("alice", "s2");
        fixture.settle();
        a.disconnect("alice", "s2");
        fixture.advance(Duration.ofMillis(1500));
        assertThat(a.events).containsExactly("+alice!");
        fixture.advance(Duration.ofSeconds(1));
        assertThat(a.events).containsExactly("+alice!", "-alice!");
    }

    @Test
    void theUsersOfAWorkerThatDiesAreOfflineAtOnceOnAllHosts() {
        Worker a = here.start();
        Worker b = here.start();
        Worker c = there.start();
        ready(a, b, c);
        a.connect("alice", "s1");
        a.connect("bob", "s2");
        b.connect("bob", "s3");
        fixture.settle();
        a.kill();
        assertThat(b.sees("alice")).isFalse();
        assertThat(c.sees("alice")).isFalse();
        assertThat(b.sockets("bob")).isEqualTo(1);
        assertThat(c.sockets("bob")).isEqualTo(1);

        fixture.advance(Duration.ofSeconds(5));
        assertThat(withoutLeaders(b)).containsExactlyInAnyOrder("+alice", "+bob", "-alice");
        assertThat(leaders("-alice", b, c)).isEqualTo(1);
    }

    @Test
    void lateMessagesOfADeadWorkerBringNothingBack() {
        Worker a = here.start();
        Worker b = here.start();
        Worker c = there.start();
        ready(a, b, c);
        fixture.hosts.held = (to, data) -> to.equals("there-1");
        a.connect("alice", "s1");
        fixture.settle();
        fixture.advance(Duration.ofSeconds(5)); // a sign of life waits as well
        a.kill();
        fixture.hosts.release();
        fixture.advance(Duration.ofSeconds(3));
        assertThat(b.sees("alice")).isFalse();
        assertThat(c.sees("alice")).isFalse();
    }

    @Test
    void theUsersOfAHostThatDiesAreOfflineAfterTheLease() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        b.connect("bob", "s1");
        fixture.settle();
        b.vanish();
        fixture.advance(Duration.ofSeconds(9));
        assertThat(a.sees("bob")).isTrue();
        fixture.advance(Duration.ofSeconds(8));
        assertThat(a.sees("bob")).isFalse();
        fixture.advance(Duration.ofSeconds(3));
        assertThat(withoutLeaders(a)).containsExactly("+bob", "-bob");
    }

    @Test
    void aServerThatStopsTakesItsUsersWithIt() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        b.connect("bob", "s1");
        fixture.settle();
        b.presence.stop();
        assertThat(a.sees("bob")).isFalse();
    }

    @Test
    void aUserWhoConnectsElsewhereBeforeTheFirstSocketIsKnownDeadStaysOnline() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        b.connect("bob", "s1");
        fixture.settle();
        b.vanish();
        fixture.advance(Duration.ofSeconds(1));
        a.connect("bob", "s2");
        fixture.advance(Duration.ofSeconds(30));
        assertThat(a.sockets("bob")).isEqualTo(1);
        assertThat(withoutLeaders(a)).containsExactly("+bob");
    }

    @Test
    void aServerThatStartsKnowsTheUsersOfTheOthersAndIsNotToldOfThem() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        a.connect("alice", "s1");
        b.connect("bob", "s2");
        fixture.settle();

        Worker late = here.start();
        assertThat(late.sees("alice")).isTrue();
        assertThat(late.sees("bob")).isTrue();
        late.connect("carol", "s3");
        late.connect("bob", "s4");
        fixture.advance(Duration.ofSeconds(10));
        assertThat(withoutLeaders(late)).containsExactly("+carol");
        assertThat(late.sockets("bob")).isEqualTo(2);
        b.disconnect("bob", "s2");
        late.disconnect("bob", "s4");
        fixture.advance(Duration.ofSeconds(10));
        assertThat(withoutLeaders(late)).containsExactly("+carol", "-bob");
    }

    @Test
    void manyUsersAreFetchedInParts() {
        Worker a = here.start();
        ready(a);
        IntStream.range(0, 2_000).forEach(i -> a.connect("user" + i, "s" + i));
        fixture.settle();
        Worker late = there.start();
        assertThat(late.presence.index().size()).isEqualTo(2_000);
        assertThat(fixture.hosts.sent.stream().mapToInt(data -> data.length).max().orElseThrow()).isLessThan(100_000);
    }

    @Test
    void anEntryInALateResponseDoesNotSurviveItsSocket() {
        Worker a = here.start();
        ready(a);
        a.connect("alice", "s1");
        a.connect("bob", "s2");
        fixture.settle();
        fixture.hosts.held = (to, data) -> to.equals("there-1")
                && PresenceMessage.decode(data).message() instanceof PresenceMessage.FetchedUsers;
        Worker late = there.start();
        a.disconnect("alice", "s1");
        a.connect("carol", "s3");
        fixture.settle(); // the changes arrive before the response
        assertThat(late.sees("carol")).isTrue();
        fixture.hosts.release();
        assertThat(late.sees("alice")).isFalse();
        assertThat(late.sees("bob")).isTrue();
        assertThat(late.sees("carol")).isTrue();
    }

    @Test
    void aLostChangeIsNoticedWithTheNextSignOfLife() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        a.connect("alice", "s1");
        fixture.settle();
        fixture.hosts.lost = (from, to) -> from.equals("here-1") && to.equals("there-1");
        a.disconnect("alice", "s1");
        a.connect("bob", "s2");
        fixture.settle();
        fixture.hosts.lost = (from, to) -> false;
        assertThat(b.sees("alice")).isTrue();
        fixture.advance(Duration.ofSeconds(6));
        assertThat(b.sees("alice")).isFalse();
        assertThat(b.sees("bob")).isTrue();
    }

    @Test
    void aLostChangeIsNoticedWithTheNextChange() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        fixture.hosts.lost = (from, to) -> from.equals("here-1") && to.equals("there-1");
        a.connect("bob", "s2");
        fixture.settle();
        fixture.hosts.lost = (from, to) -> false;
        a.connect("carol", "s3");
        fixture.settle();
        assertThat(b.sees("bob")).isTrue();
        assertThat(b.sees("carol")).isTrue();
    }

    @Test
    void aLostResponseIsAskedForAgain() {
        Worker a = here.start();
        ready(a);
        a.connect("alice", "s1");
        fixture.settle();
        fixture.hosts.lost = (from, to) -> from.equals("here-1");
        Worker late = there.start();
        fixture.hosts.lost = (from, to) -> false;
        assertThat(late.sees("alice")).isFalse();
        fixture.advance(Duration.ofSeconds(11));
        assertThat(late.sees("alice")).isTrue();
    }

    @Test
    void withoutTheConnectionBetweenHostsEachHostGoesOnAndAllReturnWithIt() {
        Worker a = here.start();
        Worker b = here.start();
        Worker c = there.start();
        ready(a, b, c);
        a.connect("alice", "s1");
        c.connect("carol", "s2");
        fixture.settle();
        fixture.hosts.lost = (from, to) -> true;
        fixture.advance(Duration.ofSeconds(20));
        b.connect("bob", "s3");
        fixture.settle();
        assertThat(a.sees("bob")).isTrue();
        assertThat(b.sees("alice")).isTrue();
        assertThat(a.sees("carol")).isFalse();
        assertThat(c.sees("alice")).isFalse();
        assertThat(c.sees("carol")).isTrue();

        fixture.hosts.lost = (from, to) -> false;
        fixture.hosts.reconnect();
        fixture.settle();
        assertThat(a.sees("carol")).isTrue();
        assertThat(c.sees("alice")).isTrue();
        assertThat(c.sees("bob")).isTrue();
        fixture.advance(Duration.ofSeconds(5));
        assertThat(withoutLeaders(a)).containsExactlyInAnyOrder("+alice", "+carol", "-carol", "+bob", "+carol");
    }

    @Test
    void aProcessThatWasStoppedForAWhileDoesNotTakeTheOthersForDead() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        b.connect("bob", "s1");
        fixture.settle();
        fixture.pause(Duration.ofSeconds(40));
        fixture.advance(Duration.ofSeconds(20));
        assertThat(a.sees("bob")).isTrue();
        assertThat(withoutLeaders(a)).containsExactly("+bob");
    }

    @Test
    void theUsersOfOtherServersAreLimitedInBytes() {
        PresenceFixture small = new PresenceFixture().maxBytes(100_000);
        Worker a = small.new Host("here").start();
        Worker b = small.new Host("there").start();
        small.advance(PresenceFixture.LEASE);
        IntStream.range(0, 1_000).forEach(i -> a.connect("user" + i, "s" + i));
        small.settle();
        assertThat(a.presence.index().size()).isEqualTo(1_000);
        long known = b.presence.index().size();
        assertThat(known).isBetween(100L, 250L);

        IntStream.range(0, 1_000).forEach(i -> a.disconnect("user" + i, "s" + i));
        a.connect("alice", "s");
        small.settle();
        assertThat(b.presence.index().list(null, 10)).extracting(PresenceIndex.User::id).containsExactly("alice");
    }

    @Test
    void whatIsNoMessageIsIgnored() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        DataChannel hostile = fixture.hosts.join("hostile");
        hostile.publish(new byte[0]);
        hostile.publish("hello".getBytes(StandardCharsets.UTF_8));
        hostile.publish(new byte[] { 99, 1, 2, 3 });
        hostile.publish(PresenceMessage.encode("x".repeat(5000), 1, new PresenceMessage.Stopped("y")));
        hostile.publish(PresenceMessage.encode("x", 1, new PresenceMessage.Changes(
                List.of(new UserState("eve", 0, 1, List.of())))));
        hostile.publish(PresenceMessage.encode("x", 1, new PresenceMessage.FetchUsers(1)));
        hostile.publish(PresenceMessage.encode("x", 1, new PresenceMessage.Stopped("here-1")));
        a.connect("alice", "s1");
        fixture.advance(PresenceFixture.LEASE.plusSeconds(6));
        assertThat(b.sees("alice")).isTrue();
        assertThat(a.sees("eve")).isFalse();
    }

    @Test
    void aServerThatIsSaidToHavePublishedMoreThanItDidIsUnderstoodAgain() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        a.connect("alice", "s1");
        fixture.settle();
        fixture.hosts.join("here-1-again").publish(PresenceMessage.encode("here-1", 1_000_000,
                new PresenceMessage.Announce("here", 1, true, false)));
        fixture.advance(Duration.ofSeconds(11));
        a.connect("bob", "s2");
        a.disconnect("alice", "s1");
        fixture.settle();
        assertThat(b.sees("bob")).isTrue();
        assertThat(b.sees("alice")).isFalse();
    }

    @Test
    void aServerEmitsInANamespaceThatAnotherOneDoesNotHave() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        b.connect("bob", "s1");
        fixture.settle();
        ServerInfo server = a.presence.index().find("bob").listed(1).get(0).server();
        a.presence.emit(server, "bob", "/room-7", new byte[42]);
        assertThat(b.emitted).containsExactly("bob /room-7 42");
        b.vanish();
        fixture.advance(Duration.ofSeconds(20));
        a.presence.emit(server, "bob", "/room-7", new byte[42]);
        assertThat(b.emitted).hasSize(1);
    }

    @Test
    void usersAreListedInPages() {
        Worker a = here.start();
        Worker b = there.start();
        ready(a, b);
        IntStream.range(0, 50).forEach(i -> (i % 2 == 0 ? a : b).connect("user" + (10 + i), "s" + i));
        a.connect("user10", "other");
        fixture.settle();
        PresenceIndex index = b.presence.index();
        assertThat(index.list(null, 20)).extracting(PresenceIndex.User::id).hasSize(20).startsWith("user10", "user11")
                .endsWith("user29");
        assertThat(index.list("user29", 20)).extracting(PresenceIndex.User::id).startsWith("user30").hasSize(20);
        assertThat(index.list("user49", 20)).hasSize(10);
        assertThat(index.list("user59", 20)).isEmpty();
        assertThat(index.size()).isEqualTo(50);
    }

    @Test
    void aSocketThatIsAddedTwiceCountsOnceAndIsRemovedOnce() {
        Worker a = here.alone();
        ready(a);
        a.connect("alice", "s1");
        a.connect("alice", "s1");
        assertThat(a.sockets("alice")).isEqualTo(1);
        a.disconnect("alice", "s1");
        a.disconnect("alice", "s1");
        assertThat(a.sees("alice")).isFalse();
        assertThat(a.presence.index().list(null, 10)).isEmpty();
    }
}
