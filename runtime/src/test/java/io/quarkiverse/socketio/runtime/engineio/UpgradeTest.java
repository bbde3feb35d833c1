package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

class UpgradeTest {
    private final List<RecordedSession> sessions = new ArrayList<>();
    private final EngineFixture engine = new EngineFixture(new EngineOptions(
            new EngineOptions.Pings(Duration.ofSeconds(25), Duration.ofSeconds(20)),
            EngineFixture.OPTIONS.upgrades(), EngineFixture.OPTIONS.transports(), EngineFixture.OPTIONS.limits(),
            EngineOptions.Revision3.SERVED),
            session -> {
                sessions.add(new RecordedSession(session));
                return sessions.get(0);
            });
    private final ManualLoop loop = engine.loop;
    private RecordedSession session;

    @BeforeEach
    void open() {
        engine.openPolling();
        session = sessions.get(0);
    }

    @AfterEach
    void nothingIsLeft() {
        loop.perform(() -> session.session.close(CloseReason.TRANSPORT_ERROR));
        loop.runAll();
        assertThat(engine.server.size()).isZero();
        assertThat(loop.timers()).isZero();
        assertThat(session.sent).extracting(Frame::refCnt).allMatch(count -> count == 0);
    }

    private FakeWebSocketLink upgrade() {
        return engine.upgrade(session.session);
    }

    private FakeWebSocketLink upgraded() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe", "5");
        assertThat(session.session.transportName()).isEqualTo("websocket");
        return link;
    }

    private void sends(String text) {
        loop.perform(() -> session.send(text));
    }

    private void stillPolls() {
        assertThat(session.session.transportName()).isEqualTo("polling");
        int before = session.received.size();
        assertThat(engine.post("sid1", "4still here").answer()).isEqualTo("ok");
        assertThat(session.received.subList(before, session.received.size())).containsExactly("still here");
        sends("and you");
        assertThat(engine.poll("sid1").answer()).isEqualTo("4and you");
    }

    /** As by Node's server. */
    @Test
    void theProbeIsAnsweredAtOnceAndTheWaitingPollReleasedAfter100Milliseconds() {
        FakePollExchange poll = engine.poll("sid1");
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        assertThat(link.received()).containsExactly("3probe");
        loop.advanceMillis(99);
        assertThat(poll.answer()).isNull();
        loop.advanceMillis(1);
        assertThat(poll.answer()).isEqualTo("6");
    }

    @Test
    void aPacketDuringTheProbeReleasesThePollWithoutANoop() {
        FakePollExchange poll = engine.poll("sid1");
        engine.clientSends(upgrade(), "2probe");
        sends("an acknowledgement");
        assertThat(poll.answer()).isEqualTo("4an acknowledgement");
    }

    @Test
    void eachPollDuringTheProbeIsReleased() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        for (int i = 0; i < 3; i++) {
            FakePollExchange poll = engine.poll("sid1");
            assertThat(poll.answer()).isNull();
            loop.advanceMillis(100);
            assertThat(poll.answer()).isEqualTo("6");
        }
    }

    @Test
    void afterTheUpgradeTheWebSocketCarriesTheMessages() {
        FakeWebSocketLink link = upgraded();
        assertThat(link.isAdopted()).isTrue();
        engine.clientSends(link, "4a");
        loop.perform(() -> link.binary((byte) 2));
        sends("b");
        assertThat(session.received).containsExactly("a", "0x02");
        assertThat(link.received()).containsExactly("3probe", "4b");
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 3");
        assertThat(engine.post("sid1", "4a").answer()).isEqualTo("error 3");
    }

    @Test
    void queuedFramesAreSentFirstOverTheWebSocket() {
        FakeWebSocketLink link = upgrade();
        sends("1");
        engine.clientSends(link, "2probe");
        sends("2");
        loop.perform(() -> {
            session.send("3");
            link.text("5");
            session.send("4");
        });
        sends("5");
        assertThat(link.received()).containsExactly("3probe", "41", "42", "43", "44", "45");
    }

    @Test
    void theOrderIsKeptOverPollsAndWebSocket() {
        FakeWebSocketLink link = upgrade();
        FakePollExchange poll = engine.poll("sid1");
        loop.perform(() -> {
            session.send("1");
            link.text("2probe");
            session.send("2");
        });
        assertThat(poll.answer()).isEqualTo("41\u001e42");
        sends("3");
        engine.clientSends(link, "5");
        assertThat(link.received()).containsExactly("3probe", "43");
    }

    @Test
    void aSilentWebSocketIsClosedAndPollingContinues() {
        FakeWebSocketLink link = upgrade();
        loop.advanceMillis(999);
        assertThat(link.closeCode()).isEqualTo(-1);
        loop.advanceMillis(1);
        assertThat(link.closeCode()).isEqualTo(1002);
        stillPolls();
    }

    @Test
    void aWebSocketSilentAfterTheProbeIsClosedAndPollsWaitAgain() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        loop.advanceMillis(1_000);
        assertThat(link.closeCode()).isEqualTo(1002);
        FakePollExchange poll = engine.poll("sid1");
        loop.advanceMillis(1_000);
        assertThat(poll.answer()).isNull();
        sends("a");
        assertThat(poll.answer()).isEqualTo("4a");
    }

    @Test
    void anUpgradeWithoutProbeIsDropped() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "5");
        assertThat(link.closeCode()).isEqualTo(1002);
        stillPolls();
    }

    @Test
    void aMessageDuringTheProbeIsDropped() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe", "4too early", "5");
        assertThat(link.closeCode()).isEqualTo(1002);
        assertThat(session.received).isEmpty();
        stillPolls();
    }

    @Test
    void binaryDuringTheProbeIsDropped() {
        FakeWebSocketLink link = upgrade();
        loop.perform(() -> link.binary((byte) 1));
        assertThat(link.closeCode()).isEqualTo(1002);
        stillPolls();
    }

    @Test
    void aPingWithOtherDataIsNotAProbe() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2");
        assertThat(link.closeCode()).isEqualTo(1002);
        stillPolls();
    }

    @Test
    void aMalformedPacketClosesOnlyTheWebSocket() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "", "2probe");
        assertThat(link.closeCode()).isEqualTo(1002);
        assertThat(link.received()).isEmpty();
        stillPolls();
    }

    @Test
    void aPausedClientUpgradesAfterTheResume() {
        loop.perform(session.session::pauseReading);
        FakePollExchange held = engine.post("sid1", "4a");
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        loop.advanceMillis(2_000);
        assertThat(held.answer()).as("the client waits for it before the upgrade").isNull();
        assertThat(link.closeCode()).isNegative();
        loop.perform(session.session::resumeReading);
        loop.runAll();
        assertThat(held.answer()).isEqualTo("ok");
        loop.advanceMillis(999);
        engine.clientSends(link, "5", "4b");
        assertThat(session.received).containsExactly("a", "b");
        assertThat(session.session.transportName()).isEqualTo("websocket");
    }

    @Test
    void aProbeThatIsSilentAfterAPauseIsDropped() {
        loop.perform(session.session::pauseReading);
        FakeWebSocketLink link = upgrade();
        loop.advanceMillis(2_000);
        loop.perform(session.session::resumeReading);
        loop.advanceMillis(1_000);
        assertThat(link.closeCode()).isEqualTo(1002);
        stillPolls();
    }

    @Test
    void aWebSocketLostDuringTheProbeLeavesPolling() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        loop.perform(link::disconnect);
        stillPolls();
    }

    @Test
    void onlyOneWebSocketProbesAtATime() {
        FakeWebSocketLink first = upgrade();
        FakeWebSocketLink second = upgrade();
        assertThat(second.closeCode()).isEqualTo(1008);
        engine.clientSends(first, "2probe", "5", "4a");
        assertThat(session.received).containsExactly("a");
    }

    @Test
    void afterADroppedProbeAnotherMayStart() {
        engine.clientSends(upgrade(), "5");
        engine.clientSends(upgraded(), "4a");
        assertThat(session.received).containsExactly("a");
    }

    @Test
    void anUpgradedSessionRefusesASecondWebSocket() {
        FakeWebSocketLink first = upgraded();
        FakeWebSocketLink second = upgrade();
        assertThat(second.closeCode()).isEqualTo(1008);
        assertThat(second.isStarted()).isFalse();
        engine.clientSends(first, "4a");
        assertThat(session.received).containsExactly("a");
    }

    @Test
    void theSessionEndsWithItsNewWebSocket() {
        FakeWebSocketLink link = upgraded();
        loop.perform(link::disconnect);
        assertThat(session.received).containsExactly("closed: TRANSPORT_CLOSE");
    }

    @Test
    void whenTheSessionEndsTheProbingWebSocketIsClosed() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        engine.post("sid1", "1");
        assertThat(link.closeCode()).isEqualTo(1008);
        assertThat(session.received).containsExactly("closed: TRANSPORT_CLOSE");
        engine.clientSends(link, "5", "4late");
        assertThat(session.received).hasSize(1);
        assertThat(engine.poll("sid1").answer()).isEqualTo("6");
    }

    private void closedByTheServerAfterAnEvent(CloseReason reason) {
        loop.perform(() -> {
            session.send("last event");
            session.session.close(reason);
        });
        assertThat(session.received).containsExactly("closed: " + reason);
    }

    @ParameterizedTest
    @EnumSource(names = { "FORCED_CLOSE", "SERVER_SHUTTING_DOWN" })
    void closedDuringTheProbeTheLastPacketsAreSentByPolling(CloseReason reason) {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        closedByTheServerAfterAnEvent(reason);
        assertThat(link.closeCode()).as("the client may ignore its end").isNegative();
        assertThat(engine.poll("sid1").answer()).isEqualTo("4last event\u001e1");
        assertThat(link.closeCode()).isEqualTo(1008);
        engine.clientSends(link, "5", "4late");
        assertThat(session.received).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = { "FORCED_CLOSE", "SERVER_SHUTTING_DOWN" })
    void aClientThatPollsNoMoreGetsTheLastPacketsAndTheEndByTheWebSocket(CloseReason reason) {
        FakePollExchange released = engine.poll("sid1");
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        loop.advanceMillis(100);
        assertThat(released.answer()).isEqualTo("6");
        closedByTheServerAfterAnEvent(reason);
        engine.clientSends(link, "5", "4late");
        assertThat(link.received()).containsExactly("3probe", "4last event");
        assertThat(link.closeCode()).isEqualTo(1000);
        assertThat(session.received).hasSize(1);
        assertThat(engine.server.size()).isZero();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aClientThatDoesNotUpgradeThoughTheServerStopsIsForgottenAfterASecond() {
        FakeWebSocketLink link = upgrade();
        closedByTheServerAfterAnEvent(CloseReason.SERVER_SHUTTING_DOWN);
        loop.advanceMillis(999);
        assertThat(engine.server.size()).isEqualTo(1);
        loop.advanceMillis(1);
        assertThat(link.closeCode()).isPositive();
        assertThat(engine.server.size()).isZero();
    }

    @Test
    void aServerThatStopsWaitsForClientsThatUpgrade() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        CompletableFuture<Void> closed = engine.server.close().toCompletableFuture();
        loop.runAll();
        assertThat(session.received).containsExactly("closed: SERVER_SHUTTING_DOWN");
        assertThat(closed).isNotDone();
        engine.clientSends(link, "5");
        assertThat(link.closeCode()).isEqualTo(1000);
        assertThat(closed).isCompleted();
    }

    @Test
    void aServerThatStopsWaitsASecondAtMost() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        CompletableFuture<Void> closed = engine.server.close().toCompletableFuture();
        loop.advanceMillis(1_000);
        assertThat(closed).isCompleted();
        assertThat(engine.server.size()).isZero();
    }

    @Test
    void aServerThatStopsDoesNotWaitForClientsThatHaveNotFetchedTheirLastPackets() {
        closedByTheServerAfterAnEvent(CloseReason.FORCED_CLOSE);
        CompletableFuture<Void> closed = engine.server.close().toCompletableFuture();
        loop.runAll();
        assertThat(closed).isCompleted();
        loop.advanceMillis(30_000);
    }

    @Test
    void aPausedClientOfAClosedSessionIsForgottenToo() {
        FakeWebSocketLink link = upgrade();
        loop.perform(session.session::pauseReading);
        closedByTheServerAfterAnEvent(CloseReason.FORCED_CLOSE);
        loop.advanceMillis(30_000);
        assertThat(link.closeCode()).isEqualTo(1008);
        assertThat(engine.server.size()).isZero();
    }

    @Test
    void queuedFramesThatExceedTheWebSocketsLimitCloseTheSessionOnce() {
        sends("x".repeat(300));
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        sends("y".repeat(190));
        link.stopReading();
        engine.clientSends(link, "5");
        assertThat(link.pendingBytes() == 0 || session.session.isOpen()).isTrue();
        loop.perform(() -> session.send("z".repeat(400)));
        assertThat(session.received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(link.closeCode()).isEqualTo(1006);
    }

    /** They arrive over two connections, and the server may read that of the poll before that of the WebSocket, or after it. */
    @Test
    void aPollThatWaitsAtTheEndOfTheUpgradeIsRefusedLikeALaterOne() {
        FakeWebSocketLink link = upgrade();
        engine.clientSends(link, "2probe");
        FakePollExchange before = engine.poll("sid1");
        loop.perform(() -> {
            session.send("1");
            link.text("5");
        });
        assertThat(before.answer()).isEqualTo("error 3");
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 3");
        sends("2");
        assertThat(link.received()).containsExactly("3probe", "41", "42");
        engine.clientSends(link, "4a");
        assertThat(session.received).containsExactly("a");
    }
}
