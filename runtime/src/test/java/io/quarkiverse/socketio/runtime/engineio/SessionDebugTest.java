package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogRecords;

/** Tests the debug lines of the category {@code io.quarkiverse.socketio.engine}. */
class SessionDebugTest extends SessionSetUp {

    SessionDebugTest() {
        super(EngineFixture.OPTIONS);
    }

    @Test
    void aSessionIsFollowedFromItsOpeningToItsEnd() {
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.ENGINE)) {
            engine.openPolling();
            engine.post("sid1", "4hello");
            FakeWebSocketLink link = engine.upgrade(sessions.get(0).session);
            engine.clientSends(link, "2probe", "5", "4[]");
            loop.perform(() -> sessions.get(0).send("answer"));
            engine.clientSends(link, "1");
            assertThat(debug.lines()).allMatch(line -> line.startsWith("sid1: ")).containsSubsequence(
                    "sid1: opened by 10.0.0.1, transport polling, protocol 4",
                    "sid1: sends OPEN, 95 bytes",
                    "sid1: poll",
                    "sid1: POST",
                    "sid1: received MESSAGE, 6 bytes",
                    "sid1: a WebSocket probes the upgrade",
                    "sid1: upgraded to websocket",
                    "sid1: received MESSAGE, 3 bytes",
                    "sid1: sends MESSAGE, 7 bytes",
                    "sid1: closed, TRANSPORT_CLOSE",
                    "sid1: removed");
        }
    }

    @Test
    void anUpgradeThatFailsIsSeen() {
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.ENGINE)) {
            engine.openPolling();
            FakeWebSocketLink link = engine.upgrade(sessions.get(0).session);
            engine.clientSends(link, "4too early");
            assertThat(debug.lines()).contains("sid1: the upgrade failed, stays with polling");
        }
    }
}
