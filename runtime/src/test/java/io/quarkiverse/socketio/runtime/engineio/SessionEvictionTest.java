package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;

/** Tests which sessions end when the largest number of connections, here 32, is reached. */
class SessionEvictionTest {
    private static final int LIMIT = 32;
    private static final int BATCH = 1 + LIMIT / 16;
    private static final String GREEDY = "10.0.0.66";
    private static final EngineOptions OPTIONS = new EngineOptions(
            new EngineOptions.Pings(Duration.ofSeconds(25), Duration.ofSeconds(20)), EngineFixture.OPTIONS.upgrades(),
            EngineFixture.OPTIONS.transports(), EngineFixture.OPTIONS.limits(), EngineFixture.OPTIONS.revision3());

    private final EngineFixture engine = new EngineFixture(OPTIONS, RecordedSession::new,
            new ConnectionLimiter.Limits(LIMIT, 0, 0));

    private EngineRequest request(String address) {
        return new EngineRequest("GET", "/socket.io/?EIO=4&transport=polling", Map.of("EIO", "4", "transport", "polling"),
                Map.of(), address, false, false, Instant.EPOCH.plusNanos(engine.loop.nanoTime()));
    }

    /** Returns why a client is refused, as the route finds out. */
    private @Nullable EngineError connect(String address) {
        engine.loop.advanceMillis(1);
        EngineRequest request = request(address);
        EngineError error = engine.server.admit(request);
        if (error == null) {
            engine.loop.perform(() -> engine.server.open(request, engine.loop, FakePollExchange.request()));
        }
        engine.loop.runAll();
        return error;
    }

    /** Opens a session whose client polls and is in a namespace. */
    private EngineSession connectAndJoin(String address) {
        assertThat(connect(address)).isNull();
        EngineSession session = newest();
        engine.poll(session.id());
        engine.loop.perform(session::accept);
        return session;
    }

    private EngineSession newest() {
        for (int number = 1_000; number > 0; number--) {
            EngineSession session = engine.server.find("sid" + number);
            if (session != null) {
                return session;
            }
        }
        throw new AssertionError("no session");
    }

    private void fill(String address, int sessions) {
        for (int i = 0; i < sessions; i++) {
            connectAndJoin(address);
        }
    }

    @Test
    void aClientGetsThePlaceOfASessionThatDoesNothing() {
        EngineSession good = connectAndJoin("10.0.0.1");
        for (int i = 1; i < LIMIT; i++) {
            assertThat(connect(GREEDY)).isNull();
        }
        engine.loop.advance(Duration.ofSeconds(2));
        assertThat(connect("10.0.0.2")).isNull();
        assertThat(engine.server.size()).isEqualTo(LIMIT - BATCH + 1);
        assertThat(good.isOpen()).isTrue();
        assertThat(engine.server.find("sid2")).as("the oldest").isNull();
    }

    @Test
    void theAddressWithTheMostLosesItsSessionsFirst() {
        fill("10.0.0.1", LIMIT - 9);
        EngineSession[] slow = new EngineSession[4];
        for (int i = 0; i < slow.length; i++) {
            assertThat(connect("10.0.1." + i)).isNull();
            slow[i] = newest();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(connect(GREEDY)).isNull();
        }
        engine.loop.advance(Duration.ofSeconds(2));
        assertThat(connect("10.0.0.2")).isNull();
        assertThat(slow).allMatch(EngineSession::isOpen);
    }

    @Test
    void aSessionThatHasJustBegunKeepsItsPlace() {
        fill("10.0.0.1", LIMIT - 1);
        assertThat(connect("10.0.0.2")).isNull();
        EngineSession young = newest();
        assertThat(connect("10.0.0.1")).isEqualTo(EngineError.AT_CAPACITY);
        assertThat(young.isOpen()).isTrue();
    }

    @Test
    void oneAddressCannotKeepAllOthersOut() {
        EngineSession early = connectAndJoin("10.0.0.1");
        fill(GREEDY, LIMIT - 1);
        assertThat(connect(GREEDY)).as("no room for its own").isEqualTo(EngineError.AT_CAPACITY);
        engine.loop.advance(Duration.ofMillis(200));
        assertThat(connect("10.0.0.2")).isNull();
        assertThat(early.isOpen()).isTrue();
        assertThat(engine.server.size()).isEqualTo(LIMIT - BATCH + 1);
        assertThat(connect(GREEDY)).as("the places are for others").isEqualTo(EngineError.AT_CAPACITY);
        assertThat(connect("10.0.0.3")).isNull();
        assertThat(connect("10.0.0.4")).isNull();
    }

    @Test
    void noAddressOfManyLosesItsSessions() {
        for (int i = 0; i < LIMIT; i++) {
            fill("10.0.2." + i, 1);
        }
        assertThat(connect("10.0.0.2")).isEqualTo(EngineError.AT_CAPACITY);
        assertThat(engine.server.size()).isEqualTo(LIMIT);
    }

    @Test
    void clientsOfOneAddressAreRefusedWhenItHasAllPlaces() {
        fill("10.0.0.1", LIMIT);
        assertThat(connect("10.0.0.1")).isEqualTo(EngineError.AT_CAPACITY);
        assertThat(engine.server.size()).isEqualTo(LIMIT);
    }

    @Test
    void sessionsAreNotChosenForEachClient() {
        fill(GREEDY, LIMIT);
        for (int i = 0; i < BATCH; i++) {
            assertThat(connect("10.0.3." + i)).isNull();
        }
        assertThat(connect("10.0.3.100")).as("chosen less than 100 ms ago").isEqualTo(EngineError.AT_CAPACITY);
        engine.loop.advance(Duration.ofMillis(200));
        assertThat(connect("10.0.3.101")).isNull();
    }
}
