package io.quarkiverse.socketio.runtime.engineio;

import static io.quarkiverse.socketio.runtime.engineio.EngineFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

class EngineServerTest {
    private final List<RecordedSession> sessions = new ArrayList<>();
    private @Nullable RuntimeException fault;
    private final EngineFixture engine = with(EngineFixture.OPTIONS);

    private EngineFixture with(EngineOptions options) {
        return new EngineFixture(options, session -> {
            if (fault != null) {
                throw fault;
            }
            sessions.add(new RecordedSession(session));
            return sessions.get(sessions.size() - 1);
        });
    }

    private @Nullable EngineError refusal(String method, boolean webSocket, String... parameters) {
        return engine.server.validate(request(method, webSocket, parameters));
    }

    @Test
    void aValidHandshakeIsAccepted() {
        assertThat(refusal("GET", false, "EIO=4", "transport=polling")).isNull();
        assertThat(refusal("GET", true, "EIO=4", "transport=websocket")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "abc", "__proto__", "constructor", "flashsocket", "webtransport", "Polling", "polling " })
    void anUnknownTransportIsRefusedBeforeAnythingElse(String transport) {
        assertThat(refusal("PUT", true, "transport=" + transport, "EIO=9", "sid=unknown"))
                .isEqualTo(EngineError.TRANSPORT_UNKNOWN);
        assertThat(refusal("GET", false)).isEqualTo(EngineError.TRANSPORT_UNKNOWN);
    }

    @Test
    void aDisabledTransportIsUnknown() {
        EngineOptions options = new EngineOptions(EngineFixture.OPTIONS.heartbeat(), EngineFixture.OPTIONS.upgrades(),
                Set.of("websocket"), EngineFixture.OPTIONS.limits(), EngineOptions.Revision3.REFUSED);
        assertThat(with(options).server.validate(request("GET", false, "EIO=4", "transport=polling")))
                .isEqualTo(EngineError.TRANSPORT_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = { "sid2", "__proto__", "SID1", "sid1 " })
    void anUnknownSessionIsRefusedBeforeMethodAndVersion(String sid) {
        engine.openPolling();
        assertThat(refusal("PUT", false, "transport=polling", "EIO=3", "sid=" + sid))
                .isEqualTo(EngineError.SESSION_ID_UNKNOWN);
        assertThat(refusal("GET", true, "transport=websocket", "EIO=4", "sid=" + sid))
                .isEqualTo(EngineError.SESSION_ID_UNKNOWN);
    }

    @Test
    void anEmptySessionIdIsNone() {
        assertThat(refusal("GET", false, "transport=polling", "EIO=4", "sid=")).isNull();
        assertThat(refusal("PUT", false, "transport=polling", "EIO=4", "sid=")).isEqualTo(EngineError.BAD_HANDSHAKE_METHOD);
    }

    @Test
    void aSidOfOneMegabyteIsUnknown() {
        assertThat(refusal("GET", false, "transport=polling", "EIO=4", "sid=" + "x".repeat(1_000_000)))
                .isEqualTo(EngineError.SESSION_ID_UNKNOWN);
    }

    @Test
    void requestsOfASessionAreNotRefused() {
        engine.openPolling();
        assertThat(refusal("GET", false, "transport=polling", "EIO=4", "sid=sid1")).isNull();
        assertThat(refusal("POST", false, "transport=polling", "EIO=4", "sid=sid1")).isNull();
        assertThat(refusal("GET", true, "transport=websocket", "EIO=4", "sid=sid1")).isNull();
    }

    @Test
    void theTransportOfARequestFitsItsKind() {
        engine.openPolling();
        assertThat(refusal("GET", false, "transport=websocket", "EIO=4")).isEqualTo(EngineError.BAD_REQUEST);
        assertThat(refusal("GET", true, "transport=polling", "EIO=4")).isEqualTo(EngineError.BAD_REQUEST);
        assertThat(refusal("GET", false, "transport=websocket", "EIO=4", "sid=sid1")).isEqualTo(EngineError.BAD_REQUEST);
        assertThat(refusal("GET", true, "transport=polling", "EIO=4", "sid=sid1")).isEqualTo(EngineError.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = { "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH" })
    void onlyAGetOpensASession(String method) {
        assertThat(refusal(method, false, "transport=polling", "EIO=4")).isEqualTo(EngineError.BAD_HANDSHAKE_METHOD);
        assertThat(refusal(method, false, "transport=polling", "EIO=3")).isEqualTo(EngineError.BAD_HANDSHAKE_METHOD);
    }

    @ParameterizedTest
    @ValueSource(strings = { "EIO=3", "EIO=5", "EIO=", "EIO=4 ", "EIO=04", "x=y" })
    void onlyVersion4IsAccepted(String version) {
        assertThat(refusal("GET", false, "transport=polling", version))
                .isEqualTo(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(refusal("GET", true, "transport=websocket", version))
                .isEqualTo(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = { "EIO=3", "EIO=5", "EIO=", "EIO=4 ", "EIO=04", "x=y" })
    void otherVersionsAreVersion3IfThatIsAllowed(String version) {
        EngineFixture both = with(EngineFixture.WITH_EIO3);
        assertThat(both.server.validate(request("GET", false, "transport=polling", version))).isNull();
        assertThat(both.server.validate(request("GET", true, "transport=websocket", version))).isNull();
        assertThat(both.server.validate(request("POST", false, "transport=polling", version)))
                .isEqualTo(EngineError.BAD_HANDSHAKE_METHOD);
        assertThat(both.openPolling(version, "transport=polling").answer()).matches("\\d+:0\\{.*}");
        assertThat(both.session("sid1").version()).isEqualTo(3);
    }

    @Test
    void version4IsServedBesideVersion3() {
        EngineFixture both = with(EngineFixture.WITH_EIO3);
        assertThat(both.openPolling().answer()).startsWith("0{");
        assertThat(both.session("sid1").version()).isEqualTo(4);
    }

    @Test
    void withoutUpgradesAPollingSessionRefusesAWebSocketAndOffersNone() {
        EngineFixture strict = with(new EngineOptions(EngineFixture.OPTIONS.heartbeat(),
                new EngineOptions.Upgrades(false, EngineFixture.OPTIONS.upgrades().timeout()),
                EngineFixture.OPTIONS.transports(), EngineFixture.OPTIONS.limits(), EngineOptions.Revision3.REFUSED));
        assertThat(strict.openPolling().answer()).contains("\"upgrades\":[]");
        assertThat(strict.server.validate(request("GET", true, "transport=websocket", "EIO=4", "sid=sid1")))
                .isEqualTo(EngineError.BAD_REQUEST);
        assertThat(strict.server.validate(request("GET", true, "transport=websocket", "EIO=4"))).isNull();
    }

    @Test
    void errorsHaveTheCodesAndMessagesOfTheNodeServer() {
        List<EngineError> reference = List.of(EngineError.values()).subList(0, 6);
        for (EngineError error : reference) {
            assertThat(error.code()).isEqualTo(error.ordinal());
            assertThat(error.httpStatus()).isEqualTo(error == EngineError.FORBIDDEN ? 403 : 400);
            assertThat(error.retryAfterSeconds()).isZero();
        }
        for (EngineError limit : List.of(EngineError.values()).subList(6, EngineError.values().length)) {
            assertThat(limit.code()).isEqualTo(EngineError.FORBIDDEN.code());
            assertThat(limit.httpStatus()).isIn(429, 503);
            assertThat(limit.retryAfterSeconds()).isPositive();
        }
    }

    @Test
    void sessionsAreFoundUntilTheyAreClosed() {
        engine.openPolling();
        FakeWebSocketLink link = engine.openWebSocket();
        assertThat(engine.server.size()).isEqualTo(2);
        engine.loop.perform(link::disconnect);
        assertThat(engine.server.find("sid2")).isNull();
        engine.post("sid1", "1");
        assertThat(engine.poll("sid1").answer()).isEqualTo("6");
        assertThat(engine.server.size()).isZero();
    }

    @Test
    void closeClosesAllSessionsAndCompletesAfterwards() {
        FakePollExchange poll = openAndPoll();
        FakeWebSocketLink link = engine.openWebSocket();
        CompletableFuture<Void> done = engine.server.close().toCompletableFuture();
        assertThat(done).isNotDone();
        engine.loop.runAll();
        assertThat(done).isCompleted();
        assertThat(sessions)
                .allSatisfy(session -> assertThat(session.received).containsExactly("closed: SERVER_SHUTTING_DOWN"));
        assertThat(poll.answer()).isEqualTo("1");
        assertThat(link.closeCode()).isEqualTo(1006);
        assertThat(engine.server.size()).isZero();
        assertThat(engine.loop.timers()).isZero();
    }

    private FakePollExchange openAndPoll() {
        engine.openPolling();
        return engine.poll("sid1");
    }

    @Test
    void afterCloseNoSessionIsOpened() {
        engine.server.close();
        assertThat(engine.server.admit(request("GET", false, "EIO=4", "transport=polling"))).isEqualTo(EngineError.CLOSED);
        assertThat(engine.openPolling().answer()).as("requested before the close").isEqualTo("error 4");
        assertThat(engine.openWebSocket().closeCode()).isEqualTo(1001);
        assertThat(engine.server.size()).isZero();
        assertThat(engine.server.close().toCompletableFuture()).isCompleted();
    }

    @Test
    void aSessionOpenedWhileTheServerClosesIsClosedToo() {
        EngineServer[] server = new EngineServer[1];
        // the id is generated after the check that the server is open: a close on another thread may come in between
        server[0] = new EngineServer(EngineFixture.OPTIONS, () -> {
            server[0].close();
            return "late";
        }, session -> {
            sessions.add(new RecordedSession(session));
            return sessions.get(0);
        }, new ConnectionLimiter(ConnectionLimiter.Limits.NONE, engine.loop::nanoTime), engine.budget);
        FakePollExchange handshake = FakePollExchange.request();
        engine.loop.perform(() -> server[0].open(request("GET", false, "EIO=4", "transport=polling"), engine.loop, handshake));
        assertThat(server[0].size()).isZero();
        assertThat(sessions.get(0).received).containsExactly("closed: SERVER_SHUTTING_DOWN");
        assertThat(handshake.answer()).isEqualTo("error 1");
    }

    @Test
    void aListenerThatCannotBeCreatedLeavesNoSession() {
        fault = new IllegalStateException("a fault for a test");
        assertThat(engine.openPolling().answer()).isEqualTo("error 1");
        assertThat(engine.openWebSocket().closeCode()).isEqualTo(1006);
        assertThat(engine.server.size()).isZero();
        assertThat(engine.loop.timers()).isZero();
    }
}
