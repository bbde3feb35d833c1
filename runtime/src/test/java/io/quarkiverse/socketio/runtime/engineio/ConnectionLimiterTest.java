package io.quarkiverse.socketio.runtime.engineio;

import static io.quarkiverse.socketio.runtime.engineio.EngineFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

/** Tests the limits of connections. All requests of the fixture come from one address, 10.0.0.1. */
class ConnectionLimiterTest {
    private final List<RecordedSession> sessions = new ArrayList<>();

    private EngineFixture with(int connections, int perAddress, int perSecond) {
        return new EngineFixture(EngineFixture.OPTIONS, session -> {
            sessions.add(new RecordedSession(session));
            return sessions.get(sessions.size() - 1);
        }, new ConnectionLimiter.Limits(connections, perAddress, perSecond));
    }

    private static @Nullable EngineError overflow(EngineFixture engine) {
        return engine.server.admit(request("GET", false, "EIO=4", "transport=polling"));
    }

    @Test
    void withoutLimitsAllClientsMayConnect() {
        EngineFixture engine = with(0, 0, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(overflow(engine)).isNull();
            engine.openPolling();
        }
    }

    @Test
    void aFullServerAcceptsANewClientAfterOneHasDisconnected() {
        EngineFixture engine = with(2, 0, 0);
        engine.openPolling();
        FakeWebSocketLink link = engine.openWebSocket();
        assertThat(overflow(engine)).isEqualTo(EngineError.AT_CAPACITY);
        engine.loop.perform(link::disconnect);
        assertThat(overflow(engine)).isNull();
    }

    @Test
    void connectionsOfAnAddressAreLimitedUntilTheyAreClosed() {
        EngineFixture engine = with(0, 2, 0);
        engine.openPolling();
        FakeWebSocketLink link = engine.openWebSocket();
        assertThat(overflow(engine)).isEqualTo(EngineError.TOO_MANY_FROM_ADDRESS);
        engine.loop.perform(link::disconnect);
        engine.loop.perform(link::disconnect);
        assertThat(overflow(engine)).isNull();
        engine.openWebSocket();
        assertThat(overflow(engine)).isEqualTo(EngineError.TOO_MANY_FROM_ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({ "10.0.0.1,10.0.0.1,true", "10.0.0.1,10.0.0.2,false", "2001:db8:0:1::1,2001:db8::1:ffff:2:3:4,true",
            "2001:db8:0:1::1,2001:0DB8:0000:0001:0000:0000:0000:0001,true", "2001:db8:0:1::1,2001:db8:0:2::1,false",
            "fe80::1%eth0,fe80::2,true", "::ffff:10.0.0.1,::ffff:10.0.0.2,false", "::ffff:10.0.0.1,10.0.0.1,true",
            "unix:a,unix:b,false", "::x,::y,false", ".:1,.:2,false", "1:2,1:3,false", "'','',true" })
    void addressesOfOneIpv6NetworkCountAsOne(String first, String second, boolean one) {
        ConnectionLimiter limiter = new ConnectionLimiter(new ConnectionLimiter.Limits(0, 1, 0), () -> 0);
        limiter.onOpened(first);
        assertThat(limiter.admit(0, second)).isEqualTo(one ? EngineError.TOO_MANY_FROM_ADDRESS : null);
        limiter.onClosed(first);
        assertThat(limiter.admit(0, second)).isNull();
    }

    @Test
    void aClientIsRefusedAtTheOpenIfTheServerHasBecomeFull() {
        EngineFixture engine = with(1, 0, 0);
        assertThat(overflow(engine)).isNull();
        assertThat(overflow(engine)).isNull();
        engine.openPolling();
        FakePollExchange late = engine.openPolling();
        assertThat(late.answer()).isEqualTo("error 4");
        assertThat(late.opened()).isNull();
        assertThat(engine.openWebSocket().closeCode()).isEqualTo(1008);
        assertThat(engine.server.size()).isEqualTo(1);
        assertThat(sessions).hasSize(1);
    }

    @Test
    void theExchangeOfAHandshakeGetsTheSessionId() {
        assertThat(with(0, 0, 0).openPolling().opened()).isEqualTo("sid1");
    }

    @Test
    void aBurstOfOneSecondIsAcceptedAndThenTheRate() {
        EngineFixture engine = with(0, 0, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(overflow(engine)).isNull();
        }
        assertThat(overflow(engine)).isEqualTo(EngineError.TOO_MANY_HANDSHAKES);
        engine.loop.advanceMillis(99);
        assertThat(overflow(engine)).isEqualTo(EngineError.TOO_MANY_HANDSHAKES);
        engine.loop.advanceMillis(1);
        assertThat(overflow(engine)).isNull();
        assertThat(overflow(engine)).isEqualTo(EngineError.TOO_MANY_HANDSHAKES);
        engine.loop.advance(Duration.ofHours(1));
        int admitted = 0;
        while (overflow(engine) == null) {
            admitted++;
        }
        assertThat(admitted).as("an hour without connections adds nothing").isEqualTo(10);
    }

    @Test
    void aHandshakeRefusedByAnotherLimitDoesNotCountForTheRate() {
        EngineFixture engine = with(1, 0, 1);
        FakeWebSocketLink link = engine.openWebSocket();
        assertThat(overflow(engine)).isEqualTo(EngineError.AT_CAPACITY);
        engine.loop.perform(link::disconnect);
        assertThat(overflow(engine)).isNull();
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionLimiter.Limits(0, -1, 0))
                .withMessageContaining("limits.per-address");
    }
}
