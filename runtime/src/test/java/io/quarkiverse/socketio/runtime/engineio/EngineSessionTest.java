package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

class EngineSessionTest extends SessionSetUp {
    EngineSessionTest() {
        super(EngineFixture.OPTIONS);
    }

    private RecordedSession polling() {
        engine.openPolling();
        return sessions.get(sessions.size() - 1);
    }

    @Test
    void aPollingHandshakeAnswersWithTheOpenPacket() {
        assertThat(engine.openPolling().answer()).isEqualTo("0{\"sid\":\"sid1\",\"upgrades\":[\"websocket\"],"
                + "\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000}");
        assertThat(engine.session("sid1").transportName()).isEqualTo("polling");
    }

    @Test
    void aWebSocketHandshakeAnswersWithTheOpenPacketWithoutUpgrades() {
        assertThat(engine.openWebSocket().received()).containsExactly("0{\"sid\":\"sid1\",\"upgrades\":[],"
                + "\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000}");
        assertThat(engine.session("sid1").transportName()).isEqualTo("websocket");
    }

    @Test
    void messagesGoBothWaysByPolling() {
        RecordedSession session = polling();
        assertThat(engine.post("sid1", "4a\u001ebAQ==").answer()).isEqualTo("ok");
        assertThat(session.received).containsExactly("a", "0x01");
        loop.perform(() -> session.send("b"));
        assertThat(engine.poll("sid1").answer()).isEqualTo("4b");
    }

    @Test
    void messagesGoBothWaysByWebSocket() {
        FakeWebSocketLink link = engine.openWebSocket();
        engine.clientSends(link, "4a");
        loop.perform(() -> link.binary((byte) 1));
        assertThat(sessions.get(0).received).containsExactly("a", "0x01");
        loop.perform(() -> sessions.get(0).send("b"));
        assertThat(link.received()).last().isEqualTo("4b");
    }

    @Test
    void aPollingClientThatSendsNoPongTimesOut() {
        RecordedSession session = polling();
        FakePollExchange poll = engine.poll("sid1");
        loop.advanceMillis(300);
        assertThat(poll.answer()).isEqualTo("2");
        FakePollExchange last = engine.poll("sid1");
        loop.advanceMillis(200);
        assertThat(last.answer()).isEqualTo("1");
        assertThat(session.received).containsExactly("closed: PING_TIMEOUT");
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 1");
    }

    @Test
    void aWebSocketClientThatSendsNoPongTimesOut() {
        FakeWebSocketLink link = engine.openWebSocket();
        loop.advanceMillis(500);
        assertThat(link.received()).hasSize(2).last().isEqualTo("2");
        assertThat(link.closeCode()).isEqualTo(1006);
        assertThat(sessions.get(0).received).containsExactly("closed: PING_TIMEOUT");
    }

    @Test
    void aPausedClientIsNotReadAndDoesNotTimeOut() {
        FakeWebSocketLink link = engine.openWebSocket();
        EngineSession session = sessions.get(0).session;
        loop.perform(session::pauseReading);
        loop.perform(session::pauseReading);
        engine.clientSends(link, "4a", "3");
        loop.advanceMillis(5_000);
        loop.perform(session::resumeReading);
        assertThat(link.isPaused()).isTrue();
        loop.perform(session::resumeReading);
        assertThat(sessions.get(0).received).containsExactly("a");
        loop.advanceMillis(500);
        assertThat(sessions.get(0).received).containsExactly("a", "closed: PING_TIMEOUT");
        loop.perform(session::pauseReading);
        loop.perform(session::resumeReading);
    }

    @Test
    void resumingWithoutAPauseThrows() {
        RecordedSession session = polling();
        assertThatIllegalStateException().isThrownBy(session.session::resumeReading).withMessageContaining("[BUG]");
    }

    @Test
    void aPausedClientThatUpgradesStaysPaused() {
        RecordedSession session = polling();
        loop.perform(session.session::pauseReading);
        FakeWebSocketLink link = engine.upgrade(session.session);
        engine.clientSends(link, "2probe", "5", "4a");
        assertThat(session.session.transportName()).isEqualTo("websocket");
        assertThat(session.received).isEmpty();
        loop.perform(session.session::resumeReading);
        assertThat(session.received).containsExactly("a");
    }

    @Test
    void aClientThatSendsPongsStaysConnected() {
        FakeWebSocketLink link = engine.openWebSocket();
        for (int i = 0; i < 10; i++) {
            loop.advanceMillis(310);
            engine.clientSends(link, "3");
        }
        assertThat(sessions.get(0).received).isEmpty();
        assertThat(link.received().stream().filter("2"::equals)).hasSize(10);
    }

    @Test
    void aRequestAfterTheTimeoutIsRefusedBeforeTheTimerHasFired() {
        RecordedSession session = polling();
        loop.advanceMillis(300);
        EngineSession found = engine.session("sid1");
        FakePollExchange poll = FakePollExchange.request();
        loop.execute(() -> found.onHttp(poll, false)); // before the timers, as when they are late
        loop.stall(Duration.ofMillis(200));
        loop.runAll();
        assertThat(poll.answer()).isEqualTo("error 1");
        assertThat(session.received).containsExactly("closed: PING_TIMEOUT");
    }

    @Test
    void aPongAfterTheTimeoutIsRefused() {
        polling();
        loop.advanceMillis(300);
        EngineSession found = engine.session("sid1");
        FakePollExchange pong = FakePollExchange.request();
        loop.execute(() -> found.onHttp(pong, true));
        loop.stall(Duration.ofMillis(200));
        loop.runAll();
        assertThat(pong.answer()).isEqualTo("error 1");
    }

    @Test
    void aPingOfTheClientClosesTheSession() {
        FakeWebSocketLink link = engine.openWebSocket();
        engine.clientSends(link, "2", "4late");
        assertThat(sessions.get(0).received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(link.closeCode()).isEqualTo(1006);
    }

    @Test
    void packetsWithoutMeaningAreIgnored() {
        FakeWebSocketLink link = engine.openWebSocket();
        engine.clientSends(link, "0{}", "5", "6", "3", "4a");
        assertThat(sessions.get(0).received).containsExactly("a");
    }

    @Test
    void aClosePacketClosesPolling() {
        RecordedSession session = polling();
        FakePollExchange poll = engine.poll("sid1");
        engine.post("sid1", "4a\u001e1\u001e4b");
        assertThat(session.received).containsExactly("a", "closed: TRANSPORT_CLOSE");
        assertThat(poll.answer()).isEqualTo("6");
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 1");
    }

    @Test
    void aMalformedPacketIsAParseError() {
        RecordedSession session = polling();
        FakePollExchange poll = engine.poll("sid1");
        engine.post("sid1", "4a\u001ezzz");
        assertThat(session.received).containsExactly("closed: PARSE_ERROR");
        assertThat(poll.answer()).isEqualTo("1");
    }

    @Test
    void aPollingRequestToAWebSocketSessionIsRefusedAndTheSessionStaysOpen() {
        FakeWebSocketLink link = engine.openWebSocket();
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 3");
        assertThat(engine.post("sid1", "4a").answer()).isEqualTo("error 3");
        engine.clientSends(link, "4b");
        assertThat(sessions.get(0).received).containsExactly("b");
    }

    @Test
    void overlappingPollsEndTheSession() {
        RecordedSession session = polling();
        FakePollExchange first = engine.poll("sid1");
        FakePollExchange second = engine.poll("sid1");
        assertThat(first.answer()).isEqualTo("1");
        assertThat(second.answer()).isEqualTo("error 3");
        assertThat(session.received).containsExactly("closed: TRANSPORT_ERROR");
    }

    @Test
    void anAbortedPollEndsTheSessionAtOnce() {
        RecordedSession session = polling();
        loop.perform(engine.poll("sid1")::abort);
        assertThat(session.received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 1");
    }

    @Test
    void aPollingClientStillGetsTheLastPacketsOfASessionThatWasClosed() {
        RecordedSession session = polling();
        loop.perform(() -> {
            session.send("last event");
            session.session.close(CloseReason.FORCED_CLOSE);
        });
        assertThat(session.received).containsExactly("closed: FORCED_CLOSE");
        assertThat(engine.post("sid1", "4late").answer()).isEqualTo("error 1");
        loop.advanceMillis(29_999);
        assertThat(engine.poll("sid1").answer()).isEqualTo("4last event\u001e1");
        assertThat(engine.server.size()).isZero();
        assertThat(loop.timers()).isZero();
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 1");
    }

    @Test
    void theLastPacketsAreDroppedAfterATimeout() {
        RecordedSession session = polling();
        loop.perform(() -> {
            session.send("last event");
            session.session.close(CloseReason.FORCED_CLOSE);
        });
        loop.advanceMillis(30_000);
        assertThat(engine.server.size()).isZero();
        assertThat(session.sent.get(0).refCnt()).isZero();
    }

    @Test
    void aClosingSessionRefusesAnUpgrade() {
        RecordedSession session = polling();
        loop.perform(() -> session.session.close(CloseReason.FORCED_CLOSE));
        assertThat(engine.upgrade(session.session).closeCode()).isEqualTo(1008);
    }

    @Test
    void aWaitingPollGetsTheLastPacketsAtOnce() {
        RecordedSession session = polling();
        FakePollExchange poll = engine.poll("sid1");
        loop.perform(() -> {
            session.send("last event");
            session.session.close(CloseReason.FORCED_CLOSE);
        });
        assertThat(poll.answer()).isEqualTo("4last event\u001e1");
        assertThat(engine.server.size()).isZero();
    }

    @Test
    void onAWebSocketTheLastPacketsPrecedeTheClose() {
        FakeWebSocketLink link = engine.openWebSocket();
        loop.perform(() -> {
            sessions.get(0).send("last event");
            sessions.get(0).session.close(CloseReason.FORCED_CLOSE);
        });
        assertThat(link.received()).last().isEqualTo("4last event");
        assertThat(link.closeCode()).isEqualTo(1000);
    }

    @Test
    void framesSentToAClosedSessionAreReleased() {
        RecordedSession session = polling();
        loop.perform(() -> session.session.close(CloseReason.SERVER_SHUTTING_DOWN));
        loop.perform(() -> session.send("late"));
        assertThat(session.sent.get(0).refCnt()).isZero();
        assertThat(session.session.isOpen()).isFalse();
        assertThat(session.session.isWritable()).isFalse();
    }

    @Test
    void closingTwiceCallsTheListenerOnce() {
        RecordedSession session = polling();
        loop.perform(() -> {
            session.session.close(CloseReason.FORCED_CLOSE);
            session.session.close(CloseReason.SERVER_SHUTTING_DOWN);
        });
        assertThat(session.received).containsExactly("closed: FORCED_CLOSE");
    }

    @Test
    void aSessionClosedByItsListenerDeliversNoMoreMessages() {
        RecordedSession session = polling();
        session.reaction = () -> session.session.close(CloseReason.FORCED_CLOSE);
        assertThat(engine.post("sid1", "4a\u001e4b").answer()).isEqualTo("ok");
        assertThat(session.received).containsExactly("a", "closed: FORCED_CLOSE");
    }

    @Test
    void aClientThatDoesNotReadIsDisconnected() {
        FakeWebSocketLink link = engine.openWebSocket();
        link.stopReading();
        loop.perform(() -> {
            for (int i = 0; i < 10; i++) {
                sessions.get(0).send("x".repeat(100));
            }
        });
        assertThat(sessions.get(0).received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(link.closeCode()).isEqualTo(1006);
    }

    @Test
    void aPingThatExceedsTheBufferLeavesNoTimer() {
        RecordedSession session = polling();
        loop.perform(() -> session.send("x".repeat(498)));
        loop.advanceMillis(300);
        assertThat(session.received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aFailingListenerClosesTheSessionAndTheRequestGetsAResponse() {
        RecordedSession session = polling();
        session.fault = new IllegalStateException("a fault for a test");
        assertThat(engine.post("sid1", "4a\u001e4b").answer()).isEqualTo("ok");
        assertThat(session.received).containsExactly("a", "closed: TRANSPORT_ERROR");
    }

    @Test
    void aListenerThatFailsAtTheCloseDoesNotBlockARequest() {
        RecordedSession session = polling();
        session.fault = new IllegalStateException("a fault for a test");
        assertThat(engine.post("sid1", "1").answer()).isEqualTo("ok");
        assertThat(session.received).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(engine.poll("sid1").answer()).isEqualTo("6");
        assertThat(engine.server.size()).isZero();
    }

    @Test
    void aPollReceivedAfterTheClientsCloseGetsAResponse() {
        RecordedSession session = polling();
        engine.post("sid1", "1");
        assertThat(session.received).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(engine.poll("sid1").answer()).isEqualTo("6");
        assertThat(engine.poll("sid1").answer()).isEqualTo("error 1");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aSessionThatItsClientEndedIsRemovedAfterASecond() {
        polling();
        engine.post("sid1", "1");
        loop.advanceMillis(999);
        assertThat(engine.server.size()).isEqualTo(1);
        loop.advanceMillis(1);
        assertThat(engine.server.size()).isZero();
        assertThat(loop.timers()).isZero();
    }
}
