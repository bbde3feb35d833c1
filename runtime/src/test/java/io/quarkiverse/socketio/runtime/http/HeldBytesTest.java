package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.MAX_PAYLOAD;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/** Tests that bytes held by connections are accounted in the budget; the set-up checks that all are released in the end. */
@Timeout(60)
class HeldBytesTest extends HttpSetUp {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int MIDDLE = 6_000;

    private final List<MemoryBudget.Account> others = new ArrayList<>();

    @Override
    HttpFixture serve() throws Exception {
        return HttpFixture.holding();
    }

    @Override
    RawClient connect(HttpFixture server) throws Exception {
        return server.webSocket();
    }

    private static void await(BooleanSupplier condition) {
        for (long since = System.nanoTime(); !condition.getAsBoolean(); Thread.onSpinWait()) {
            assertThat(System.nanoTime() - since).isLessThan(20_000_000_000L);
        }
    }

    /** The total may lag by 4096 bytes. */
    private void awaitHeld(long bytes) {
        await(() -> server.budget.held() >= bytes - 4_096);
    }

    private void awaitNothingHeld() {
        await(() -> server.budget.held() == 0);
    }

    /** Fills the budget so far that a connection with more than {@value #MIDDLE} bytes is the largest and exceeds it. */
    private void fillBudget() {
        while (server.budget.held() + MIDDLE <= server.budget.limit()) {
            others.add(server.budget.open(() -> {
            }));
            others.get(others.size() - 1).add(MIDDLE);
        }
    }

    private void emptyBudget() {
        others.forEach(MemoryBudget.Account::close);
    }

    private static byte[] header(int first, int length) {
        return new byte[] { (byte) first, (byte) 0xfe, (byte) (length >> 8), (byte) length, 0, 0, 0, 0 };
    }

    @Test
    void anUnfinishedMessageIsHeldUntilItEnds() throws IOException {
        client.frame(TEXT, ("4" + "x".repeat(8_000)).getBytes(StandardCharsets.UTF_8));
        awaitHeld(8_000);
        assertThat(server.budget.held()).isLessThan(3 * MAX_PAYLOAD);
        client.frame(FIN | CONTINUATION, new byte[] { 'y' });
        assertThat(client.nextFrame()).endsWith("xxy");
        awaitNothingHeld();
    }

    @Test
    void anUnfinishedMessageIsReleasedWhenItsClientDisconnects() throws IOException {
        client.frame(TEXT, ("4" + "x".repeat(8_000)).getBytes(StandardCharsets.UTF_8));
        awaitHeld(8_000);
        client.reset();
        awaitNothingHeld();
    }

    @Test
    void anIncompleteFrameIsHeldUntilItIsComplete() throws IOException {
        client.send(header(FIN | BINARY, 10_000));
        client.send(new byte[9_999]);
        awaitHeld(9_999);
        client.send(new byte[] { 7 });
        assertThat(client.nextFrame()).endsWith("0007");
        awaitNothingHeld();
    }

    @Test
    void framesOfAPausedClientAreHeld() throws Exception {
        ByteArrayOutputStream burst = new ByteArrayOutputStream();
        burst.writeBytes(new byte[] { (byte) (FIN | TEXT), (byte) 0x86, 0, 0, 0, 0, '4', 'p', 'a', 'u', 's', 'e' });
        for (int i = 0; i < 200; i++) {
            burst.writeBytes(new byte[] { (byte) (FIN | TEXT), (byte) 0x82, 0, 0, 0, 0, '4', 'a' });
        }
        client.send(burst.toByteArray());
        EngineSession session = server.nextPaused();
        awaitHeld(200 * 100);
        session.loop().execute(session::resumeReading);
        for (int i = 0; i <= 200; i++) {
            client.nextFrame();
        }
        awaitNothingHeld();
    }

    @Test
    void theLargestConnectionIsClosed() throws Exception {
        fillBudget();
        client.send(header(FIN | BINARY, 60_000));
        client.send(new byte[59_999]);
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_ERROR");
        assertThat(client.isClosed()).isTrue();
        try (RawClient late = server.client()) {
            assertThat(late.get(HttpFixture.POLLING).status()).isIn(200, 503);
        }
        emptyBudget();
        awaitNothingHeld();
    }

    @Test
    void newClientsAreRefusedWhenTheServerIsShortOfMemory() throws Exception {
        MemoryBudget.Account other = server.budget.open(() -> {
        });
        other.add(server.budget.limit() + 1);
        try (RawClient late = server.client()) {
            RawClient.Response answer = late.get(HttpFixture.POLLING);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head()).contains("retry-after: ");
            assertThat(answer.body()).isEqualTo("{\"code\":4,\"message\":\"Server short of memory\"}");
            assertThat(late.webSocket(HttpFixture.WEBSOCKET, "").status()).isEqualTo(503);
        }
        other.close();
        try (RawClient late = server.client()) {
            assertThat(late.get(HttpFixture.POLLING).status()).isEqualTo(200);
        }
    }

    @Test
    void unreadBytesAreHeldUntilTheClientReads() throws IOException {
        client.text("4big");
        awaitHeld(1_000_000);
        assertThat(client.nextFrame().length()).isEqualTo(HttpFixture.BIG);
        assertThat(client.nextFrame()).isEqualTo("4big");
        awaitNothingHeld();
    }

    @Test
    void unreadBytesAreReleasedWithTheConnection() throws IOException {
        client.text("4big");
        awaitHeld(1_000_000);
        client.reset();
        awaitNothingHeld();
    }

    @Test
    void aClientThatIgnoresTheCloseReleasesItsBytesAfterTheTimeout() throws Exception {
        client.text("4big close");
        assertThat(server.nextEnd()).isEqualTo("sid1 FORCED_CLOSE");
        awaitHeld(1_000_000);
        await(() -> server.disconnections.get() == 1);
        awaitNothingHeld();
    }

    @Test
    void theRecipientsOfABroadcastShareItsBytes() throws Exception {
        int recipients = 10;
        List<RawClient> clients = new ArrayList<>();
        List<EngineSession> sessions = new ArrayList<>();
        for (int i = 0; i < recipients; i++) {
            clients.add(server.webSocket());
            sessions.add(server.engine.find("sid" + (i + 2)));
        }
        Frame frame = Frame.message(new byte[HttpFixture.BIG]);
        sessions.forEach(session -> {
            Frame own = frame.retain();
            session.loop().execute(() -> session.send(own));
        });
        await(() -> server.engine.pendingBytes() > 5L * HttpFixture.BIG);
        awaitHeld(HttpFixture.BIG / 2);
        assertThat(server.budget.held()).isLessThan(4L * HttpFixture.BIG);
        frame.release();
        for (RawClient one : clients) {
            assertThat(one.nextFrame().length()).isEqualTo(1 + HttpFixture.BIG);
            one.close();
        }
        awaitNothingHeld();
    }

    @Test
    void pongsForAClientThatDoesNotReadAreBounded() throws Exception {
        byte[] data = new byte[125];
        int pings = 150_000; // 20 MB
        long most = 0;
        for (int i = 1; i <= pings; i++) {
            data[0] = i == pings ? (byte) 1 : 0;
            client.frame(FIN | PING, data);
            if (i % 1_000 == 0) {
                most = Math.max(most, server.engine.pendingBytes());
            }
        }
        assertThat(most).isLessThan(500_000);
        int pongs = 0;
        for (byte[] pong = client.frame().payload(); pong[0] == 0; pong = client.frame().payload()) {
            pongs++;
        }
        assertThat(pongs).isLessThan(pings - 1);
        client.text("4still here");
        assertThat(client.nextFrame()).isEqualTo("4still here");
    }

    @Test
    void eachPingOfAClientThatReadsGetsAPong() throws IOException {
        for (int i = 0; i < 500; i++) {
            client.frame(FIN | PING, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(new String(client.frame().payload(), StandardCharsets.UTF_8)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void theBodyOfAPostIsHeldUntilItIsDelivered() throws Exception {
        String sid = server.open();
        try (RawClient poster = server.client()) {
            poster.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n4" + "x".repeat(8_999));
            awaitHeld(9_000);
            poster.send("x".repeat(1_000));
            assertThat(poster.response().body()).isEqualTo("ok");
            poster.get(polling(sid));
            awaitNothingHeld();
            poster.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n4" + "x".repeat(8_999));
            awaitHeld(9_000);
        }
        awaitNothingHeld();
    }

    @Test
    void queuedFramesAndUnreadResponsesAreHeld() throws Exception {
        String sid = server.open();
        try (RawClient poster = server.client(); RawClient poller = server.client()) {
            assertThat(poster.post(polling(sid), "4big").body()).isEqualTo("ok");
            awaitHeld(HttpFixture.BIG);
            poller.request("GET", polling(sid), "", "");
            await(() -> server.engine.pendingBytes() == 0);
            awaitHeld(2_000_000); // the copy that is being written
            assertThat(poller.response().body().length()).isGreaterThan(HttpFixture.BIG);
            awaitNothingHeld();
            poster.post(polling(sid), "4big");
            awaitHeld(HttpFixture.BIG);
            poller.request("GET", polling(sid), "Accept-Encoding: gzip\r\n", "");
            poller.response();
            awaitNothingHeld();
        }
    }

    @Test
    void theLargestRequestIsClosed() throws Exception {
        fillBudget();
        String sid = server.open();
        try (RawClient poster = server.client()) {
            poster.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n4" + "x".repeat(8_999));
            assertThat(poster.isClosed()).isTrue();
        }
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
        emptyBudget();
        assertThat(server.budget.cuts()).isPositive();
    }
}
