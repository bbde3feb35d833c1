package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests how much clients can make the server hold for handlers that do not end, in a heap of 128 MB. */
class HandlerBacklogTest extends BadInputTest {
    private static final int MAPS = 320_000;

    @Override
    String profiles() {
        return BadInputServers.SMALL;
    }

    /** The name of this test's gate: events that the server still holds from the test before do not wait at it. */
    private final String gate = UUID.randomUUID().toString();
    /** Clients that connect before the server may be short of memory. */
    private final List<RawWebSocket> keepers = new ArrayList<>();

    @BeforeEach
    void closeTheGate() throws IOException {
        for (RawWebSocket keeper : oneInEachWorker()) {
            keeper.send("40/gated,").text();
            keepers.add(keeper);
        }
        atEachGate("close");
    }

    @AfterEach
    void openTheGate() throws IOException {
        atEachGate("open");
    }

    private void atEachGate(String order) throws IOException {
        for (RawWebSocket keeper : keepers) {
            keeper.send("42/gated,1[\"" + order + "\",\"" + gate + "\"]");
            assertThat(keeper.text()).isEqualTo("43/gated,1[true]");
        }
    }

    /**
     * Connects once the server takes connections again: it refuses them while what the client before made it hold is not freed.
     */
    private RawWebSocket atTheGate() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        while (refused(client)) {
            client.close();
            client = upgrade(RawWebSocket.TARGET);
        }
        client.send("40/gated,").text();
        return client;
    }

    /** With status 503, or after the upgrade with a Close frame in place of the open packet. */
    private static boolean refused(RawWebSocket client) throws IOException {
        if (client.answer.status() == 503) {
            return true;
        }
        RawWebSocket.Frame first = client.next();
        if (first != null && first.first() == RawWebSocket.CLOSE) {
            assertThat(ByteBuffer.wrap(first.payload()).getShort()).as("the close code of a refused client")
                    .isEqualTo((short) 1008);
            return true;
        }
        assertThat(first).as("the open packet").isNotNull();
        RawWebSocket.sid(first.text());
        return false;
    }

    private long linesWith(String text) {
        return server.lines().stream().filter(line -> line.contains(text)).count();
    }

    private void echoAll() {
        server.bystanders().forEach(bystander -> bystander.echo("meanwhile"));
    }

    @Test
    @Row(52)
    void largeEventsForASlowHandlerAreNotReadAndAreHandledLater() throws Exception {
        RawWebSocket client = atTheGate();
        byte[] event = ("42/gated,[\"pass\",\"" + "x".repeat(990_000) + "\",\"" + gate + "\"]")
                .getBytes(StandardCharsets.UTF_8);
        AtomicInteger sent = new AtomicInteger();
        Thread sender = new Thread(() -> {
            while (sent.get() < 120 && client.trySend(TEXT, event)) {
                sent.incrementAndGet();
            }
        });
        sender.start();
        server.process().await("a handler at the gate", () -> linesWith("at the gate") == 1);
        server.process().await("the client to be blocked", () -> {
            int before = sent.get();
            for (int i = 0; i < 20; i++) {
                echoAll();
            }
            return sent.get() == before;
        });
        assertThat(sent.get()).as("events read from the client").isLessThan(120);
        openTheGate();
        server.process().await("all events", () -> linesWith("passed the gate") == 120);
        sender.join();
    }

    @Test
    @Row(52)
    void aPacketCountsWithTheSizeOfItsDecodedValues() throws Exception {
        byte[] event = ("451-/gated,[\"pass\",[" + "{},".repeat(MAPS) + "{\"_placeholder\":true,\"num\":0}],\"" + gate + "\"]")
                .getBytes(StandardCharsets.UTF_8);
        List<RawWebSocket> clients = new ArrayList<>();
        for (int i = 0; i < 38; i++) {
            RawWebSocket client = atTheGate();
            clients.add(client);
            client.trySend(TEXT, event);
            client.trySend(BINARY, new byte[10]);
            echoAll();
        }
        for (RawWebSocket client : clients) {
            assertThat(client.closeCode()).as("of an event above the total limit").isIn(RawWebSocket.NO_CODE, 1008);
        }
    }

    @Test
    @Row(52)
    void eventsOfADisconnectedClientStillCount() throws Exception {
        byte[] event = ("42/gated,[\"pass\",\"" + "x".repeat(990_000) + "\",\"" + gate + "\"]")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 60; i++) {
            RawWebSocket client = upgrade(RawWebSocket.TARGET);
            if (client.answer.status() == 101) {
                client.next();
                client.trySend(TEXT, "40/gated,".getBytes(StandardCharsets.UTF_8));
                client.next();
                for (int j = 0; j < 3; j++) {
                    client.trySend(TEXT, event);
                }
            }
            client.close();
            echoAll();
        }
    }

    @Test
    @Row(56)
    void clientsWhoseRoomNamesExceedTheBudgetAreDisconnected() throws Exception {
        RawWebSocket client = joined();
        int rooms = 0;
        while (rooms < 400 && client.trySend(TEXT,
                ("42[\"join\",\"" + rooms + "x".repeat(500_000) + "\"]").getBytes(StandardCharsets.UTF_8))) {
            rooms++;
            echoAll();
        }
        assertThat(rooms).as("rooms of half a megabyte each").isLessThan(400);
        assertThat(client.closeCode()).isIn(RawWebSocket.NO_CODE, 1008);
    }

    @Test
    @Row(53)
    void largeAuthPayloadsAreRefused() throws Exception {
        String auth = "{\"token\":\"" + "x".repeat(900_000) + "\"}";
        for (int i = 0; i < 112; i++) {
            RawWebSocket client = webSocket();
            client.send("40" + auth);
            assertThat(client.text()).isEqualTo("44{\"message\":\"The auth payload has more than 16384 bytes\"}");
        }
        RawWebSocket client = webSocket();
        client.send("40{\"token\":\"" + "x".repeat(16_384 - 12) + "\"}");
        assertThat(client.text()).startsWith("40{\"sid\"");
        client.assertServed();
    }

    @Test
    @Row(54)
    void anAttachmentThatIsNamedTwiceIsRefused() throws Exception {
        RawWebSocket client = joined();
        client.send("451-[\"echo\",[" + "{\"_placeholder\":true,\"num\":0},".repeat(20_000) + "0]]");
        client.trySend(BINARY, new byte[200_000]);
        assertThat(client.closeCode()).isIn(RawWebSocket.NO_CODE, 1000);
        server.awaitLeft(client.socketId(), "parse error");
    }

    @Test
    @Row(54)
    void attachmentsInAnotherOrderAreServed() throws IOException {
        RawWebSocket client = joined();
        client.send("452-[\"echo\",{\"b\":{\"_placeholder\":true,\"num\":1},\"a\":{\"_placeholder\":true,\"num\":0}}]");
        client.send(BINARY, (byte) 1);
        client.send(BINARY, (byte) 2);
        assertThat(client.text()).isEqualTo("452-[\"echo-back\","
                + "{\"b\":{\"_placeholder\":true,\"num\":0},\"a\":{\"_placeholder\":true,\"num\":1}}]");
        assertThat(client.next().payload()).containsExactly(2);
        assertThat(client.next().payload()).containsExactly(1);
    }
}
