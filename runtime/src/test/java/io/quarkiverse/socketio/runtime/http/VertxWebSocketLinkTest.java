package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.MAX_PAYLOAD;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.WEBSOCKET;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/** Tests WebSockets over a real server, with a client that writes its frames by hand. */
@Timeout(30)
class VertxWebSocketLinkTest extends HttpSetUp {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    @Override
    RawClient connect(HttpFixture server) throws Exception {
        return server.webSocket();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void messagesGoBothWays() throws IOException {
        client.text("4hello");
        client.frame(FIN | BINARY, new byte[] { 1, 2 });
        assertThat(client.nextFrame()).isEqualTo("4hello");
        assertThat(client.nextFrame()).isEqualTo("0x0102");
    }

    @Test
    void theLargestMessageMayComeInOneFrame() throws IOException {
        String largest = "4" + "x".repeat(MAX_PAYLOAD - 1);
        client.text(largest);
        assertThat(client.nextFrame()).isEqualTo(largest);
    }

    @Test
    void aFragmentedMessageIsOneMessage() throws IOException {
        client.frame(TEXT, utf8("4a"));
        client.frame(CONTINUATION, utf8(""));
        client.frame(FIN | PING, utf8("in between"));
        client.frame(CONTINUATION, HexFormat.of().parseHex("e282")); // the first part of a character
        client.frame(FIN | CONTINUATION, HexFormat.of().parseHex("ac"));
        client.frame(BINARY, new byte[] { 1 });
        client.frame(FIN | CONTINUATION, new byte[] { 2 });
        assertThat(client.nextFrame()).isEqualTo("pong");
        assertThat(client.nextFrame()).isEqualTo("4a€");
        assertThat(client.nextFrame()).isEqualTo("0x0102");
    }

    private void isClosedWith(int code) throws IOException {
        assertThat(client.nextFrame()).isEqualTo("close " + code);
    }

    @Test
    void aMessageAboveTheLimitIsRefused() throws Exception {
        client.text("4" + "x".repeat(MAX_PAYLOAD));
        assertThat(server.nextEnd()).as("at once, whatever the client answers").isEqualTo("sid1 TRANSPORT_ERROR");
        isClosedWith(1009);
    }

    @Test
    void aFrameAboveVertxLimitEndsTheConnectionOnly() throws Exception {
        client.frame(FIN | BINARY, new byte[70_000]);
        assertThat(server.nextEnd()).startsWith("sid1 TRANSPORT_");
        try (RawClient other = server.webSocket()) {
            other.text("4a");
            assertThat(other.nextFrame()).isEqualTo("4a");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { FIN | 0x40 | TEXT, FIN | 3, FIN | CONTINUATION })
    void anInvalidFrameIsAnsweredWithTheReason(int first) throws IOException {
        client.frame(first, utf8("x"));
        isClosedWith(1002);
    }

    @Test
    void fragmentsAboveTheLimitAreRefusedAndLaterFramesIgnored() throws IOException {
        client.frame(TEXT, utf8("4" + "x".repeat(MAX_PAYLOAD - 10)));
        client.frame(CONTINUATION, utf8("y".repeat(100)));
        client.frame(FIN | CONTINUATION, utf8("z")); // would fit, with a hole before it
        client.text("4next");
        isClosedWith(1009);
        client.frame(FIN | CLOSE, new byte[] { 3, -15 });
        assertThat(client.isClosed()).isTrue();
        assertThat(server.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { FIN | 0x70 | TEXT, FIN | 3, FIN | CONTINUATION, PING })
    void malformedFramesAreRefused(int first) throws Exception {
        client.frame(first, utf8("4a"));
        isClosedWith(1002);
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
    }

    @Test
    void tooManyFragmentsAreRefused() throws IOException {
        client.frame(TEXT, utf8("4"));
        for (int i = 0; i < 2_000; i++) {
            client.frame(CONTINUATION, new byte[0]);
        }
        isClosedWith(1009);
    }

    @Test
    void anUnfinishedMessageIsRefusedAfterTheTimeout() throws Exception {
        client.frame(TEXT, utf8("4"));
        isClosedWith(1008);
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = { "3480", "34c0af", "34e28228", "34eda080", "34f8888080", "34ff", "34c3" })
    void invalidUtf8IsRefused(String hex) throws Exception {
        client.frame(FIN | TEXT, HexFormat.of().parseHex(hex));
        assertThat(server.nextEnd()).as("at once, whatever the client answers").isEqualTo("sid1 TRANSPORT_ERROR");
        isClosedWith(1007);
    }

    @Test
    void invalidUtf8OverFragmentsIsRefused() throws IOException {
        client.frame(TEXT, HexFormat.of().parseHex("34e282"));
        client.frame(FIN | CONTINUATION, HexFormat.of().parseHex("28"));
        isClosedWith(1007);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0xc1, 0xb1, 0x91, 0x83, 0x8b, 0x80 })
    void nonFrameDataClosesTheConnection(int first) throws Exception {
        client.frame(first, utf8("4a"));
        assertThat(server.nextEnd()).startsWith("sid1 TRANSPORT_");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void invalidFramesAfterTheUpgradeCloseTheConnection() throws Exception {
        String sid = server.open();
        for (String target : new String[] { WEBSOCKET, WEBSOCKET + "&sid=" + sid }) {
            try (RawClient broken = server.client()) {
                broken.webSocket(target, "");
                broken.send("test");
                assertThat(broken.isClosed()).isTrue();
            }
        }
        try (RawClient polling = server.client()) {
            assertThat(polling.post(polling(sid), "4still here").body()).isEqualTo("ok");
        }
    }

    @Test
    void aClientThatClosesOrIsLostEndsTheSessionOnce() throws Exception {
        client.frame(FIN | CLOSE, new byte[] { 3, -24 });
        assertThat(client.nextFrame()).isEqualTo("close 1000");
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_CLOSE");
        server.webSocket().reset();
        assertThat(server.nextEnd()).isEqualTo("sid2 TRANSPORT_CLOSE");
        server.webSocket().close();
        assertThat(server.nextEnd()).isEqualTo("sid3 TRANSPORT_CLOSE");
        assertThat(server.ends).isEmpty();
    }

    /** The client writes on its own thread, since it will block. */
    @Test
    void aPausedClientHasToWaitAndNothingIsLost() throws Exception {
        // the common pool has one thread on two processors, and these tasks wait for each other
        Executor blocking = task -> new Thread(task).start();
        int count = 3_000;
        AtomicInteger written = new AtomicInteger();
        client.text("4pause");
        EngineSession session = server.nextPaused();
        String payload = "4" + "x".repeat(MAX_PAYLOAD - 5);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    client.text(payload + String.format("%04d", i));
                    written.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, blocking);
        awaitStandstill(written);
        assertThat(written.get()).isLessThan(count);
        assertThat(server.received).containsExactly("pause");
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            try {
                client.nextFrame();
                for (int i = 0; i < count; i++) {
                    assertThat(client.nextFrame()).endsWith(String.format("%04d", i));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, blocking);
        session.loop().execute(session::resumeReading);
        writer.get(20, TimeUnit.SECONDS);
        reader.get(20, TimeUnit.SECONDS);
    }

    /** Waits until the client could write nothing for a while, which is long compared to one write. */
    private static void awaitStandstill(AtomicInteger written) {
        int before = -1;
        for (long since = System.nanoTime(); System.nanoTime() - since < 300_000_000;) {
            if (written.get() != before) {
                before = written.get();
                since = System.nanoTime();
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void messagesSentBeforeAPauseAreDeliveredAfterItBeforeTheClose() throws Exception {
        StringBuilder burst = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            burst.append("\u0081\u0082\0\0\0\0").append("4").append((char) ('a' + i % 26));
        }
        client.send("\u0081\u0086\0\0\0\0" + "4pause" + burst + "\u0088\u0082\0\0\0\0\u0003\u00e8");
        EngineSession session = server.nextPaused();
        assertThat(server.received).containsExactly("pause");
        assertThat(server.ends).isEmpty();
        session.loop().execute(session::resumeReading);
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_CLOSE");
        assertThat(server.received).hasSize(501);
    }

    @Test
    void theCloseOfAPausedClientIsRead() throws Exception {
        client.text("4pause");
        EngineSession session = server.nextPaused();
        client.text("4late");
        session.loop().execute(() -> session.close(CloseReason.FORCED_CLOSE));
        assertThat(client.nextFrame()).isEqualTo("4pause");
        isClosedWith(1000);
        client.frame(FIN | CLOSE, new byte[] { 3, -24 });
        assertThat(client.isClosed()).isTrue();
        assertThat(server.received).containsExactly("pause");
    }

    @Test
    void theServersCloseSendsACloseFrame() throws Exception {
        client.text("4close");
        isClosedWith(1000);
        assertThat(server.nextEnd()).isEqualTo("sid1 FORCED_CLOSE");
        client.frame(FIN | CLOSE, new byte[] { 3, -24 });
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void whenTheServerStopsTheConnectionEndsAfterSentFramesWithoutAClose() throws Exception {
        client.text("4a");
        client.text("4b");
        assertThat(client.nextFrame()).isEqualTo("4a");
        while (server.received.size() < 2) {
            Thread.onSpinWait();
        }
        server.engine.close();
        assertThat(client.nextFrame()).isEqualTo("4b");
        assertThatExceptionOfType(EOFException.class).isThrownBy(client::nextFrame);
    }

    @Test
    void theCloseFollowsALargeMessage() throws IOException {
        client.text("4big close");
        assertThat(client.nextFrame()).hasSize(HttpFixture.BIG);
        isClosedWith(1000);
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedWithoutAClose() throws Exception {
        try (HttpFixture patient = new HttpFixture(60); RawClient slow = patient.webSocket()) {
            try {
                for (int i = 0; i < 5; i++) {
                    slow.text("4big");
                }
            } catch (SocketException disconnected) {
                // after the first ones already
            }
            assertThat(patient.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
            await(patient.disconnections);
        }
    }

    private static void await(AtomicInteger count) {
        while (count.get() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aClientThatDoesNotReadTheCloseIsDisconnected() throws Exception {
        client.text("4big close");
        assertThat(server.nextEnd()).isEqualTo("sid1 FORCED_CLOSE");
        await(server.disconnections);
    }

    @Test
    void aClientThatDoesNotAnswerTheCloseIsDisconnected() throws IOException {
        client.text("4close");
        isClosedWith(1000);
        assertThat(client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n",
            "Connection: Upgrade, keep-alive\r\nUpgrade: websocket\r\n", "connection: upgrade\r\nupgrade: WebSocket\r\n" })
    void theHeadersOfAllBrowsersAreUnderstood(String headers) throws IOException {
        try (RawClient other = server.client()) {
            other.request("GET", WEBSOCKET, headers + "Sec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "");
            assertThat(other.response().status()).isEqualTo(101);
            assertThat(other.nextFrame()).startsWith("0{");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n" })
    void anInvalidUpgradeIsRefused(String headers) throws IOException {
        try (RawClient other = server.client()) {
            other.request("GET", WEBSOCKET, "Connection: Upgrade\r\nUpgrade: websocket\r\n" + headers, "");
            assertThat(other.response().status()).isBetween(400, 426);
        }
        assertThat(server.engine.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/socket.io/?EIO=4&transport=__proto__", "/socket.io/?EIO=4&transport=constructor",
            "/socket.io/?EIO=3&transport=websocket", "/socket.io/?EIO=4&transport=websocket&sid=unknown",
            "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=websocket&x=%zz" })
    void aRefusedUpgradeEndsItsConnection(String target) throws IOException {
        try (RawClient other = server.client()) {
            RawClient.Response response = other.webSocket(target, "");
            assertThat(response.status()).isEqualTo(400);
            assertThat(other.isClosed()).isTrue();
        }
        try (RawClient other = server.client()) {
            other.request("GET", target, "Connection: Upgrade\r\nUpgrade: websocket\r\n", "");
            other.reset();
        }
        client.text("4still here");
        assertThat(client.nextFrame()).isEqualTo("4still here");
    }

    @Test
    void aSessionContinuesOverTheWebSocketOfAnUpgrade() throws Exception {
        String sid = server.open();
        try (RawClient polling = server.client(); RawClient upgrade = server.client()) {
            polling.request("GET", polling(sid), "", "");
            assertThat(upgrade.webSocket(WEBSOCKET + "&sid=" + sid, "").status()).isEqualTo(101);
            upgrade.text("2probe");
            assertThat(upgrade.nextFrame()).isEqualTo("3probe");
            assertThat(polling.response().body()).isEqualTo("6");
            upgrade.text("5");
            for (int i = 0; i < 100; i++) {
                upgrade.text("4" + i);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(upgrade.nextFrame()).isEqualTo("4" + i);
            }
            assertThat(polling.get(polling(sid)).body()).contains("\"code\":3");
            try (RawClient second = server.client()) {
                assertThat(second.webSocket(WEBSOCKET + "&sid=" + sid, "").status()).isEqualTo(101);
                assertThat(second.nextFrame()).isEqualTo("close 1008");
            }
            upgrade.text("4still here");
            assertThat(upgrade.nextFrame()).isEqualTo("4still here");
        }
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_CLOSE");
    }
}
