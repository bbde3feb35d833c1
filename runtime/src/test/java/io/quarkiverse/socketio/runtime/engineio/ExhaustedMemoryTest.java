package io.quarkiverse.socketio.runtime.engineio;

import static io.quarkiverse.socketio.runtime.engineio.EngineFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

class ExhaustedMemoryTest {
    private final List<RecordedSession> sessions = new ArrayList<>();
    private final EngineFixture engine = new EngineFixture(EngineFixture.OPTIONS, session -> {
        sessions.add(new RecordedSession(session));
        return sessions.get(sessions.size() - 1);
    });

    private @Nullable EngineError overflow() {
        return engine.server.admit(request("GET", false, "EIO=4", "transport=polling"));
    }

    @Test
    void theLargestSessionIsClosedAndItsBytesAreReleased() {
        FakeWebSocketLink link = engine.openWebSocket();
        engine.openWebSocket();
        sessions.get(0).session.account().add(90_000);
        sessions.get(1).session.account().add(20_000);
        engine.loop.runAll();
        assertThat(sessions.get(0).received).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(sessions.get(1).received).isEmpty();
        assertThat(link.closeCode()).isEqualTo(1006);
        assertThat(engine.budget.held()).isEqualTo(20_000);
    }

    @Test
    void newClientsAreRefusedWhileTheBudgetIsExhausted() {
        MemoryBudget.Account elsewhere = engine.budget.open(() -> {
        });
        elsewhere.add(100_001);
        assertThat(overflow()).isEqualTo(EngineError.SHORT_OF_MEMORY);
        assertThat(engine.openPolling().answer()).as("a handshake inspected before").isEqualTo("error 4");
        assertThat(engine.openWebSocket().closeCode()).isEqualTo(1008);
        elsewhere.close();
        assertThat(overflow()).isNull();
    }

    @Test
    void aClosedSessionWithUnfetchedPacketsIsReleasedToo() {
        engine.openPolling();
        engine.loop.perform(() -> {
            sessions.get(0).send("x".repeat(400));
            sessions.get(0).session.close(CloseReason.FORCED_CLOSE);
        });
        sessions.get(0).session.account().add(100_001);
        engine.loop.runAll();
        assertThat(engine.server.size()).isZero();
        assertThat(engine.budget.held()).isZero();
        assertThat(sessions.get(0).sent).extracting(Frame::refCnt).containsOnly(0);
        engine.loop.advance(Duration.ofMinutes(1));
    }
}
