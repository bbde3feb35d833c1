package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;
import static io.quarkiverse.socketio.it.support.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests small input in forms that could cost a server much more memory or time than its size. */
class OverheadTest extends BadInputTest {
    private static final int PIECES = 1000;

    /** In this profile a message may take a minute, so unfinished ones are still held when memory is measured. */
    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    /** One object for each fragment would take 50 MB, one buffer for each much more; half a megabyte was sent. */
    @Test
    @Row(21)
    void unfinishedFragmentsTakeNoMoreThanTheirBytes() throws IOException {
        ByteArrayOutputStream fragments = new ByteArrayOutputStream();
        fragments.writeBytes(RawWebSocket.frame(FIRST_OF_TEXT, (byte) '4'));
        for (int i = 1; i < PIECES; i++) {
            fragments.writeBytes(RawWebSocket.frame(CONTINUATION, (byte) '2'));
        }
        List<RawWebSocket> clients = clients(500);
        for (RawWebSocket client : clients) {
            client.http().send(fragments.toByteArray());
        }
        awaitRead(clients);
        server.assertMemoryAsBefore();
    }

    /** A pong in the middle of a message shows that everything before it was read. */
    private static void awaitRead(List<RawWebSocket> clients) throws IOException {
        for (RawWebSocket client : clients) {
            client.send(RawWebSocket.PING, (byte) 'p');
        }
        for (RawWebSocket client : clients) {
            RawWebSocket.Frame answer = client.next();
            assertThat(answer).isNotNull();
            assertThat(answer.first()).isEqualTo(RawWebSocket.PONG);
        }
    }

    /** One buffer of 2 KB for each chunk, as Netty allocates them, would take 400 MB. */
    @Test
    @Row(21)
    void aFrameInTinyTcpSegmentsTakesNoMoreThanItsBytes() throws IOException {
        byte[] frame = RawWebSocket.frame(TEXT, ("42[\"join\",\"" + "x".repeat(3 * PIECES) + "\"]").getBytes());
        List<RawWebSocket> clients = clients(100);
        for (int i = 0; i < 2 * PIECES; i++) {
            for (RawWebSocket client : clients) {
                client.http().send(new byte[] { frame[i] });
            }
        }
        server.assertMemoryAsBefore();
        for (RawWebSocket client : clients) {
            client.http().send(java.util.Arrays.copyOfRange(frame, 2 * PIECES, frame.length));
            client.assertServed();
        }
    }

    private List<RawWebSocket> clients(int count) throws IOException {
        List<RawWebSocket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(joined());
        }
        server.remember();
        return clients;
    }

    @Test
    @Row(21)
    void aRequestInTinyTcpSegmentsIsServed() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawHttp http = new RawHttp(server.port())) {
                for (byte b : ("GET /socket.io/?EIO=4&transport=none HTTP/1.1\r\nHost: localhost\r\nX-Padding: "
                        + "x".repeat(2000) + "\r\n\r\n").getBytes()) {
                    http.send(new byte[] { b });
                }
                assertThat(http.receive().body()).isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
            }
        }
    }

    /** The limit is a setting of Quarkus, here {@code quarkus.http.limits.max-header-size=8K}. */
    @Test
    @Row(18)
    void spacesAboveTheHeaderLimitAreRefused() throws IOException {
        for (int spaces : new int[] { 8_300, 20_000, 80_000 }) {
            assertThat(upgrade(RawWebSocket.TARGET, protocol(spaces)).answer.status()).as("%s spaces", spaces)
                    .isEqualTo(431);
        }
        RawWebSocket client = upgrade(RawWebSocket.TARGET, protocol(7_500));
        client.open();
        client.join().assertServed();
    }

    /** A reader that restarts at each space takes 7,500 times 3,750 steps, some ten seconds in total. */
    @Test
    @Row(18)
    void spacesAreReadInOnePass() throws IOException {
        refusedUpgrades(1_000, 0); // warm-up, not counted
        Duration plain = refusedUpgrades(1_000, 0);
        Duration spaces = refusedUpgrades(1_000, 7_500);
        assertThat(spaces).as("CPU time of 1,000 requests with 7,500 spaces; without %s", plain)
                .isLessThan(plain.multipliedBy(3).plusSeconds(3));
    }

    private Duration refusedUpgrades(int count, int spaces) throws IOException {
        Duration before = server.cpu();
        for (int i = 0; i < count; i++) {
            try (RawWebSocket client = new RawWebSocket(server.port(), "/socket.io/?EIO=4&transport=none",
                    protocol(spaces))) {
                assertThat(client.answer.status()).isEqualTo(400);
            }
        }
        return server.cpu().minus(before);
    }

    private static String protocol(int spaces) {
        return "Sec-WebSocket-Protocol: a" + " ".repeat(spaces) + "b";
    }
}
