package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

/** Tests sessions of revision 3, where they differ from revision 4. */
class EngineSessionV3Test extends SessionSetUp {
    private static final String OPEN = "0{\"sid\":\"sid1\",\"upgrades\":[\"websocket\"],"
            + "\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000}";

    EngineSessionV3Test() {
        super(EngineFixture.WITH_EIO3);
    }

    private RecordedSession polling(String... more) {
        List<String> parameters = new ArrayList<>(List.of("EIO=3", "transport=polling"));
        parameters.addAll(List.of(more));
        engine.openPolling(parameters.toArray(String[]::new));
        return sessions.get(sessions.size() - 1);
    }

    private FakeWebSocketLink webSocket() {
        return engine.openWebSocket("EIO=3", "transport=websocket");
    }

    private void sendBinary(RecordedSession session) {
        Frame frame = Frame.binaryMessage(new byte[] { 1, 2, 3 });
        session.sent.add(frame);
        loop.perform(() -> session.session.send(frame));
    }

    @Test
    void thePollingHandshakeIsAPayloadWithLengths() {
        assertThat(engine.openPolling("EIO=3", "transport=polling").answer()).isEqualTo(OPEN.length() + ":" + OPEN);
    }

    @Test
    void theWebSocketHandshakeIsTheSameAsInRevision4() {
        assertThat(webSocket().received()).containsExactly(OPEN.replace("\"websocket\"", ""));
    }

    @Test
    void aPingIsAnsweredWithoutItsData() {
        FakeWebSocketLink link = webSocket();
        engine.clientSends(link, "2", "2probe");
        assertThat(link.received().subList(1, 3)).containsExactly("3", "3");
        polling();
        engine.post("sid2", "6:2probe");
        assertThat(engine.poll("sid2").answer()).isEqualTo("1:3");
    }

    @Test
    void onlyPingsKeepTheSessionAlive() {
        FakeWebSocketLink link = webSocket();
        for (int i = 0; i < 10; i++) {
            loop.advanceMillis(400);
            engine.clientSends(link, "2");
        }
        loop.advanceMillis(400);
        engine.clientSends(link, "4still here");
        loop.advanceMillis(99);
        assertThat(sessions.get(0).received).containsExactly("still here");
        loop.advanceMillis(1);
        assertThat(sessions.get(0).received).containsExactly("still here", "closed: PING_TIMEOUT");
        assertThat(link.received()).as("the server never pings").doesNotContain("2");
    }

    @Test
    void aLateRequestIsRefusedBeforeTheTimerHasFired() {
        polling();
        loop.stall(Duration.ofMillis(500));
        assertThat(engine.post("sid1", "1:2").answer()).isEqualTo("error 1");
    }

    @Test
    void aPongIsAHeartbeatInTheWrongDirection() {
        FakeWebSocketLink link = webSocket();
        engine.clientSends(link, "3");
        assertThat(sessions.get(0).received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(link.closeCode()).isEqualTo(1006);
        polling();
        engine.post("sid2", "1:3");
        assertThat(sessions.get(1).received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(engine.poll("sid2").answer()).isEqualTo("error 1");
    }

    @Test
    void aPingOfRevision4ClosesTheSessionToo() {
        FakeWebSocketLink link = engine.openWebSocket();
        engine.clientSends(link, "2");
        assertThat(sessions.get(0).received).containsExactly("closed: TRANSPORT_ERROR");
    }

    @Test
    void textAndBinaryGoBothWaysByPolling() {
        RecordedSession session = polling();
        engine.post("sid1", "7:4hé€😀!6:b4AQID");
        engine.post("sid1", FakePollExchange.octetStreamPost(), ByteBufUtil.decodeHexDump("0103ff0407080002ff3461"));
        assertThat(session.received).containsExactly("hé€😀!", "0x010203", "0x0708", "a");
        loop.perform(() -> session.send("é"));
        sendBinary(session);
        assertThat(engine.poll("sid1").answer()).isEqualTo("0x" + "0003ff34c3a9" + "0104ff04010203");
    }

    @Test
    void aClientWithoutBinaryBodiesGetsBase64() {
        RecordedSession session = polling("b64=1");
        sendBinary(session);
        assertThat(engine.poll("sid1").answer()).isEqualTo("6:b4AQID");
    }

    @Test
    void afterTheUpgradeTheRequestOfTheWebSocketSaysWhetherItReadsBinaryFrames() {
        RecordedSession node = polling("b64=1");
        FakeWebSocketLink link = engine.upgrade(node.session, "EIO=3");
        engine.clientSends(link, "2probe", "5");
        sendBinary(node);
        RecordedSession old = polling("b64=1");
        FakeWebSocketLink text = engine.upgrade(old.session, "EIO=3", "b64=1");
        engine.clientSends(text, "2probe", "5");
        sendBinary(old);
        assertThat(link.received()).containsExactly("3probe", "0x04010203");
        assertThat(text.received()).containsExactly("3probe", "b4AQID");
    }

    @Test
    void theUpgradeDoesNotChangeTheRevision() {
        RecordedSession session = polling();
        FakeWebSocketLink link = engine.upgrade(session.session, "EIO=4");
        FakePollExchange poll = engine.poll("sid1");
        engine.clientSends(link, "2probe");
        loop.advanceMillis(100);
        assertThat(poll.answer()).isEqualTo("1:6");
        engine.clientSends(link, "5", "2");
        sendBinary(session);
        loop.perform(() -> link.binary((byte) 4, (byte) 9));
        assertThat(link.received()).containsExactly("3probe", "3", "0x04010203");
        assertThat(session.received).containsExactly("0x09");
    }

    @Test
    void jsonpGoesBothWays() {
        assertThat(engine.openPolling("EIO=3", "transport=polling", "j=7").answer())
                .isEqualTo("___eio[7](\"" + OPEN.length() + ":" + OPEN.replace("\"", "\\\"") + "\");");
        RecordedSession session = sessions.get(0);
        assertThat(engine.post("sid1", "d=6%3A4hello4%3A4a%5Cnb6%3Ab4AQID").answer()).isEqualTo("ok");
        assertThat(session.received).containsExactly("hello", "a\nb", "0x010203");
        loop.perform(() -> session.send("\"quoted\u2028\""));
        sendBinary(session);
        assertThat(engine.poll("sid1").answer()).isEqualTo("___eio[7](\"10:4\\\"quoted\\u2028\\\"6:b4AQID\");");
        engine.post("sid1", "6:4hello");
        assertThat(session.received).last().isEqualTo("closed: PARSE_ERROR");
    }

    @Test
    void aMalformedPayloadClosesTheSession() {
        for (String body : new String[] { "abc", "4hello", "", "d=6:4hello", "2:4\u001e4b" }) {
            RecordedSession session = polling();
            assertThat(engine.post(session.session.id(), body).answer()).isEqualTo("ok");
            assertThat(session.received).containsExactly("closed: PARSE_ERROR");
            assertThat(engine.poll(session.session.id()).answer()).isEqualTo("error 1");
        }
    }
}
