package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;

/**
 * Tests that messages reach the session in their order whichever way they take: whole ones directly, fragments and what is read
 * during a pause through Vert.x.
 */
@Timeout(60)
class MessageOrderTest extends HttpSetUp {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int PING = 9;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> expected = new ArrayList<>();

    @Override
    RawClient connect(HttpFixture server) throws Exception {
        return server.webSocket();
    }

    private void frame(int first, String payload) {
        bytes.writeBytes(new byte[] { (byte) first, (byte) (0x80 | payload.length()), 0, 0, 0, 0 });
        bytes.writeBytes(payload.getBytes(StandardCharsets.US_ASCII));
    }

    private void message(Random random, String text) {
        expected.add(text);
        if (random.nextInt(4) > 0) {
            frame(FIN | TEXT, "4" + text);
            return;
        }
        frame(TEXT, "4");
        for (int i = 0; i < text.length() - 1; i++) {
            frame(CONTINUATION, text.substring(i, i + 1));
            if (random.nextInt(4) == 0) {
                frame(FIN | PING, "");
            }
        }
        frame(FIN | CONTINUATION, text.substring(text.length() - 1));
    }

    private void sendInPieces(Random random) throws IOException {
        byte[] all = bytes.toByteArray();
        for (int start = 0; start < all.length;) {
            int end = Math.min(all.length, start + 1 + random.nextInt(500));
            client.send(Arrays.copyOfRange(all, start, end));
            start = end;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void messagesAreReceivedInTheirOrder(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            message(random, (random.nextInt(20) == 0 ? "pause" : "text") + i);
        }
        sendInPieces(random);
        List<String> received = new ArrayList<>();
        while (received.size() < expected.size()) {
            String next = server.received.poll(1, TimeUnit.MILLISECONDS);
            if (next != null) {
                received.add(next);
            }
            EngineSession paused = server.paused.poll();
            if (paused != null) {
                paused.loop().execute(paused::resumeReading);
            }
        }
        assertThat(received).isEqualTo(expected);
    }
}
