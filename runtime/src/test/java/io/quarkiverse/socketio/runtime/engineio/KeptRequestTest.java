package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/** Tests what a session keeps of the request of its handshake, and what happens to sessions that clients abandon then. */
class KeptRequestTest {
    private static final String URL = "/socket.io/?EIO=4&transport=polling";

    private final MemoryBudget budget = new MemoryBudget(100_000, () -> 0);
    private final EngineFixture engine = new EngineFixture(EngineFixture.OPTIONS, RecordedSession::new, budget);

    private static EngineRequest request(String url, Map<String, List<String>> headers, Object user) {
        UrlQuery query = new UrlQuery(url);
        return new EngineRequest("GET", url, new LinkedHashMap<>(query), headers, "10.0.0.1", false, false, Instant.EPOCH,
                user);
    }

    private EngineSession open(EngineRequest request) {
        int number = engine.server.size();
        FakePollExchange exchange = FakePollExchange.request();
        EngineSession[] opened = new EngineSession[1];
        engine.loop.perform(() -> opened[0] = engine.server.open(request, engine.loop, exchange));
        return opened[0] == null ? engine.session("sid" + (number + 1)) : opened[0];
    }

    private static Map<String, List<String>> headers(int bytes) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("host", List.of("test"));
        headers.put("x-large", List.of("x".repeat(bytes)));
        headers.put("cookie", List.of("user=ada"));
        return PackedFields.headers(headers.entrySet().stream().map(each -> Map.entry(each.getKey(), each.getValue().get(0)))
                .toList());
    }

    @Test
    void anOrdinaryRequestIsKeptAsItIs() {
        EngineRequest kept = open(request(URL, headers(1_000), null)).request();
        assertThat(kept.url()).isEqualTo(URL);
        assertThat(kept.headers()).isEqualTo(headers(1_000));
        assertThat(kept.query()).containsOnly(Map.entry("EIO", "4"), Map.entry("transport", "polling"));
    }

    @Test
    void theLargestHeaderFieldsAreDroppedFromALargeRequest() {
        EngineRequest kept = open(request(URL, headers(18_000), null)).request();
        assertThat(kept.headers()).containsOnly(Map.entry("host", List.of("test")), Map.entry("cookie", List.of("user=ada")));
        assertThat(kept.url()).isEqualTo(URL);
        assertThat(kept.bytes()).isLessThan(200);
    }

    @Test
    void theLargestParametersAreDroppedFromALongUrl() {
        EngineRequest kept = open(request(URL + "&room=blue&large=" + "x".repeat(9_000), headers(100), null)).request();
        assertThat(kept.url()).isEqualTo(URL + "&room=blue");
        assertThat(kept.query()).containsOnly(Map.entry("EIO", "4"), Map.entry("transport", "polling"),
                Map.entry("room", "blue"));
        assertThat(kept.headers()).hasSize(3);
    }

    @Test
    void manySmallFieldsAreLimitedToo() {
        Map<String, List<String>> many = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            many.put("x" + i, List.of("value"));
        }
        EngineRequest kept = open(request(URL, many, null)).request();
        assertThat(kept.bytes()).isBetween(5_000L, 8_192L);
    }

    @Test
    void theAccountOfTheSessionHoldsItsRequest() {
        EngineSession session = open(request(URL, headers(6_000), null));
        assertThat(session.account().held()).isBetween(6_000L, 6_500L);
        assertThat(budget.held()).isEqualTo(session.account().held());
        engine.loop.perform(() -> session.close(CloseReason.TRANSPORT_CLOSE));
        assertThat(budget.held()).isZero();
    }

    @Test
    void theWholeRequestIsChargedWhereSecurityKeepsIt() {
        assertThat(open(request(URL, headers(6_000), new Object())).account().held()).isBetween(12_000L, 13_000L);
    }

    @Test
    void abandonedHandshakesDoNotFillTheBudget() {
        for (int i = 0; i < 100; i++) {
            FakePollExchange exchange = FakePollExchange.request();
            engine.loop.perform(() -> engine.server.open(request(URL, headers(7_000), null), engine.loop, exchange));
            assertThat(budget.isExhausted()).isFalse();
        }
        assertThat(engine.server.size()).isBetween(10, 14);
    }

    @Test
    void abandonedHandshakesAreCutBeforeAClientThatHoldsMore() {
        EngineSession client = open(request(URL, headers(100), null));
        engine.loop.perform(client::accept);
        engine.poll("sid1");
        client.account().add(50_000);
        for (int i = 0; i < 20; i++) {
            FakePollExchange exchange = FakePollExchange.request();
            engine.loop.perform(() -> engine.server.open(request(URL, headers(7_000), null), engine.loop, exchange));
            assertThat(exchange.answer()).doesNotStartWith("error");
        }
        assertThat(client.isOpen()).isTrue();
        assertThat(budget.cuts()).isPositive();
    }

    @Test
    void aSessionIsExpendableUntilItHasPolledAndIsAccepted() {
        EngineSession session = open(request(URL, headers(100), null));
        assertThat(session.account().isExpendable()).isTrue();
        engine.poll("sid1");
        assertThat(session.account().isExpendable()).isTrue();
        engine.loop.perform(session::accept);
        assertThat(session.account().isExpendable()).isFalse();
    }

    @Test
    void aSessionWithoutASignAfterTheHandshakeEndsSoon() {
        EngineFixture slow = new EngineFixture(new EngineOptions(
                new EngineOptions.Pings(Duration.ofSeconds(25), Duration.ofSeconds(20)), EngineFixture.OPTIONS.upgrades(),
                EngineFixture.OPTIONS.transports(), EngineFixture.OPTIONS.limits(), EngineFixture.OPTIONS.revision3()),
                RecordedSession::new);
        slow.openPolling();
        slow.openPolling();
        FakeWebSocketLink silent = slow.openWebSocket();
        slow.poll("sid2");
        slow.loop.advance(Duration.ofSeconds(9));
        assertThat(slow.server.size()).isEqualTo(3);
        slow.loop.advance(Duration.ofSeconds(3));
        assertThat(slow.server.size()).isEqualTo(1);
        assertThat(silent.closeCode()).isEqualTo(1000);
        assertThat(slow.poll("sid1").answer()).isEqualTo("error " + EngineError.SESSION_ID_UNKNOWN.code());
        assertThat(slow.session("sid2").isOpen()).isTrue();
    }

    @Test
    void aWebSocketOfRevision3NeedsNotSendAnything() {
        EngineFixture old = new EngineFixture(EngineFixture.WITH_EIO3, RecordedSession::new);
        old.openWebSocket("EIO=3", "transport=websocket");
        EngineSession session = old.session("sid1");
        old.loop.perform(session::accept);
        assertThat(session.account().isExpendable()).isFalse();
    }
}
