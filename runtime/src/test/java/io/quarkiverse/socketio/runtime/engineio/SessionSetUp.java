package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;

import io.quarkiverse.socketio.runtime.engineio.packet.Frame;

/** Creates a server whose sessions are recorded, and checks that each test leaves nothing behind. */
abstract class SessionSetUp {
    final List<RecordedSession> sessions = new ArrayList<>();
    final EngineFixture engine;
    final ManualLoop loop;

    SessionSetUp(EngineOptions options) {
        engine = new EngineFixture(options, session -> {
            RecordedSession recorded = new RecordedSession(session);
            sessions.add(recorded);
            return recorded;
        });
        loop = engine.loop;
    }

    @AfterEach
    void nothingIsLeft() {
        engine.server.close();
        loop.advance(Duration.ofMinutes(1));
        assertThat(engine.server.size()).isZero();
        assertThat(loop.timers()).isZero();
        for (RecordedSession session : sessions) {
            assertThat(session.received.stream().filter(event -> event.startsWith("closed"))).hasSize(1);
            assertThat(session.received.get(session.received.size() - 1)).startsWith("closed");
            assertThat(session.sent).extracting(Frame::refCnt).allMatch(count -> count == 0);
        }
    }
}
