package io.quarkiverse.socketio.runtime.socketio;

import static io.quarkiverse.socketio.runtime.socketio.Handlers.on;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.smallrye.mutiny.Uni;

/** Tests the accounting of events until their handlers end; the fixture pauses clients above 20,000 bytes. */
class BacklogTest {
    private static final String LARGE = "2[\"a\",\"" + "x".repeat(8_000) + "\"]";

    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;
    private final SocketIOFixture.Client client = fixture.connected();

    /** Sends an event, which waits for a thread. */
    private void arrives(SocketIOFixture.Client from, String... packets) {
        for (String packet : packets) {
            fixture.loop.perform(() -> from.link.text("4" + packet));
        }
        fixture.loop.runAll();
    }

    @Test
    void aClientIsHeldBackAboveANumberOfBytes() {
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        arrives(client, LARGE, LARGE);
        assertThat(client.link.isPaused()).isFalse();
        arrives(client, LARGE);
        assertThat(client.link.isPaused()).isTrue();
        assertThat(fixture.budget.held()).isBetween(24_000L, 30_000L);
        fixture.settle();
        assertThat(client.link.isPaused()).isFalse();
        assertThat(fixture.budget.held()).isZero();
        assertThat(fixture.notes).hasSize(3);
    }

    @Test
    void theBytesOfAllNamespacesCountTogether() {
        io.namespace("/b").handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        client.sends("0/b,");
        arrives(client, LARGE, LARGE, "2/b," + LARGE.substring(1));
        assertThat(client.link.isPaused()).isTrue();
        fixture.settle();
        assertThat(client.link.isPaused()).isFalse();
    }

    @Test
    void decodedArgumentsCountToo() {
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        arrives(client, "2[\"a\",[" + "{},".repeat(1_000) + "0]]");
        assertThat(client.link.isPaused()).isTrue();
        assertThat(fixture.budget.held()).isGreaterThan(60_000);
        fixture.settle();
        assertThat(fixture.budget.held()).isZero();
    }

    @Test
    void anEventCountsUntilItsLastHandlerEnds() {
        List<EventHandler.Outcome> outcomes = new ArrayList<>();
        EventHandler late = new EventHandler() {
            @Override
            public ExecutionMode mode() {
                return EVENT_LOOP;
            }

            @Override
            public void handle(Invocation call, Outcome outcome) {
                outcomes.add(outcome);
            }

            @Override
            public String name() {
                return "late";
            }
        };
        io.handlers().onEvent("a", late);
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        io.handlers().onEvent("a", late);
        for (int i = 0; i < 3; i++) {
            client.sends(LARGE);
        }
        assertThat(fixture.notes).as("handled in order meanwhile").hasSize(3);
        assertThat(client.link.isPaused()).isTrue();
        assertThat(fixture.budget.held()).isGreaterThan(24_000);
        outcomes.get(0).done();
        outcomes.get(2).done();
        outcomes.get(4).failed(new IllegalStateException("on purpose"));
        fixture.settle();
        assertThat(client.link.isPaused()).isTrue();
        outcomes.get(1).done();
        outcomes.get(3).failed(new IllegalStateException("on purpose"));
        outcomes.get(5).done();
        fixture.settle();
        assertThat(client.link.isPaused()).isFalse();
        assertThat(fixture.budget.held()).isZero();
    }

    @Test
    void unhandledAndRefusedEventsNoLongerCount() {
        client.sends(LARGE);
        assertThat(fixture.budget.held()).isZero();
        io.handlers().intercept((socket, event, arguments) -> Uni.createFrom()
                .failure(new IllegalStateException("on purpose")));
        client.sends(LARGE, LARGE, LARGE);
        assertThat(fixture.budget.held()).isZero();
        assertThat(client.link.isPaused()).isFalse();
    }

    @Test
    void eventsOfADisconnectedClientCountUntilTheyAreHandled() {
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        List<SocketIOFixture.Client> guests = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            guests.add(fixture.connected());
        }
        for (SocketIOFixture.Client guest : guests) {
            arrives(guest, LARGE);
            fixture.loop.perform(guest.link::disconnect);
            fixture.loop.runAll();
        }
        assertThat(fixture.budget.held()).isGreaterThan(40_000);
        fixture.settle();
        assertThat(fixture.notes).as("events of a disconnected client are handled").hasSize(5);
        assertThat(fixture.budget.held()).isZero();
    }

    @Test
    void aCutDropsPendingEventsAndEndsTheSession() {
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        io.handlers().onEvent("hello", on(EVENT_LOOP, call -> fixture.note("hello")));
        SocketIOFixture.Client bystander = fixture.connected();
        arrives(client, LARGE, LARGE, LARGE, LARGE);
        for (int i = 0; i < 100; i++) { // each smaller than the client
            fixture.budget.open(() -> {
            }).add(9_900);
        }
        fixture.loop.runAll();
        assertThat(client.link.closeCode()).isNotNegative();
        assertThat(fixture.budget.held()).as("returned at once").isEqualTo(990_000);
        fixture.settle();
        assertThat(fixture.notes).isEmpty();
        bystander.sends("2[\"hello\"]");
        assertThat(fixture.notes).containsExactly("hello");
    }

    @Test
    void anEventAboveTheTotalLimitIsNotHandled() {
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> fixture.note("a")));
        client.sends("2[\"a\",[" + "{},".repeat(20_000) + "0]]");
        assertThat(client.link.closeCode()).isNotNegative();
        assertThat(fixture.notes).isEmpty();
        assertThat(fixture.budget.held()).isZero();
        assertThat(fixture.budget.isExhausted()).isFalse();
    }

    /** As if a handler hangs: its arguments are held as long as it runs. */
    @Test
    void aCutKeepsEventsThatAreBeingHandled() {
        io.handlers().onEvent("a", on(WORKER, call -> {
            fixture.note("begun");
            for (int i = 0; i < 100; i++) {
                fixture.budget.open(() -> {
                }).add(9_900);
            }
            fixture.loop.runAll();
            assertThat(fixture.budget.held()).isBetween(998_000L, 1_000_000L);
        }));
        arrives(client, LARGE, LARGE);
        fixture.settle();
        assertThat(fixture.notes).containsExactly("begun");
        assertThat(fixture.budget.held()).isEqualTo(990_000);
    }

    @Test
    void attachmentsOfAnIncompletePacketCount() {
        client.sends("52-[\"a\",\"" + "x".repeat(8_000) + "\",{\"_placeholder\":true,\"num\":0}]", "0x" + "00".repeat(50));
        assertThat(fixture.budget.held()).isBetween(8_000L, 9_000L);
        client.sends("0x" + "00".repeat(50));
        assertThat(fixture.budget.held()).isZero();
    }

    @Test
    void anAuthPayloadCountsAsLongAsItsSocketLives() {
        SocketIOFixture large = new SocketIOFixture(new ServerOptions(SocketIOFixture.OPTIONS.connectTimeout(), true,
                new ServerOptions.Limits(3, 2, new ServerOptions.Bytes(100, 17_000, 20_000), 5, 4), false,
                MistakeReports.none()));
        large.io.namespace("/b");
        SocketIOFixture.Client guest = large.new Client();
        guest.sends("0{\"token\":\"" + "x".repeat(8_000) + "\"}");
        guest.sends("0/b,{\"token\":\"" + "x".repeat(8_000) + "\"}");
        assertThat(large.budget.held()).isBetween(16_000L, 17_000L);
        guest.sends("1/b,");
        assertThat(large.budget.held()).isBetween(8_000L, 12_096L);
        guest.disconnects();
        assertThat(large.budget.held()).isZero();
    }

    @Test
    void theAuthPayloadsOfAConnectionAreLimitedTogether() {
        fixture.io.namespace("/b");
        SocketIOFixture.Client guest = fixture.new Client();
        guest.sends("0{\"a\":\"" + "x".repeat(100) + "\"}");
        guest.sends("0/b,{\"a\":\"" + "x".repeat(100) + "\"}");
        assertThat(guest.got()).hasSize(2).last().isEqualTo(
                "4/b,{\"message\":\"The auth payloads of all namespaces have more than 200 bytes together\"}");
        guest.sends("1");
        guest.sends("0/b,{\"a\":\"" + "x".repeat(100) + "\"}");
        assertThat(guest.got()).last().asString().startsWith("0/b,{\"sid\"");
    }

    @Test
    void anOversizedAuthPayloadIsRefused() {
        SocketIOFixture.Client guest = fixture.new Client();
        guest.sends("0{\"a\":\"" + "x".repeat(192) + "\"}");
        assertThat(guest.got()).hasSize(1).first().asString().startsWith("0{\"sid\"");
        SocketIOFixture.Client other = fixture.new Client();
        other.sends("0{\"a\":\"" + "x".repeat(193) + "\"}");
        assertThat(other.got()).containsExactly("4{\"message\":\"The auth payload has more than 200 bytes\"}");
        other.sends("0{\"a\":1}");
        assertThat(other.got()).as("it may connect again").hasSize(1).first().asString().startsWith("0{\"sid\"");
        SocketIOFixture.Client old = fixture.new Client("EIO=3");
        old.got();
        io.namespace("/b");
        old.sends("0/b?a=" + "x".repeat(193) + ",");
        assertThat(old.got()).hasSize(1).first().asString().startsWith("4/b,").contains("more than 200 bytes");
        assertThat(fixture.budget.held()).isZero();
    }
}
