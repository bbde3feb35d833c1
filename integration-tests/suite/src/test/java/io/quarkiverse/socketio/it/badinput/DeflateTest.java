package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;
import static io.quarkiverse.socketio.it.support.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests decompression bombs and other compressed messages, where messages may be compressed. */
class DeflateTest extends BadInputTest {
    private static final int TOO_BIG = 1009;
    private static final int RSV1 = 0x40;
    private static final int MEGABYTE = 1 << 20;
    /** A message of zeros, as large as {@code max-payload} allows. */
    private static final int MEGABYTES = 960;
    private static final byte[] BOMB = bomb(MEGABYTES);

    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    /** Returns megabytes of zeros, deflated to a thousandth. */
    private static byte[] bomb(int megabytes) {
        byte[] one = deflate(new byte[MEGABYTE]); // ends with a flush that forgets what was before
        byte[] all = new byte[one.length * megabytes];
        for (int i = 0; i < megabytes; i++) {
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(plain);
        byte[] buffer = new byte[plain.length + 100];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    /** Returns deflated data without the empty block at the end (RFC 7692, 7.2.1). */
    private static byte[] message(byte[] deflated) {
        return Arrays.copyOf(deflated, deflated.length - 4);
    }

    private RawWebSocket compressing() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET, "Sec-WebSocket-Extensions: permessage-deflate");
        assertThat(client.answer.headers().get("sec-websocket-extensions")).startsWith("permessage-deflate");
        client.open();
        return client.join();
    }

    @Test
    @Row(45)
    void aCompressedMessageIsServedUpToTheLimit() throws IOException {
        RawWebSocket client = compressing();
        client.send(TEXT | RSV1, message(deflate("421[\"echo\",\"small\"]".getBytes())));
        assertThat(client.text()).isEqualTo("431[\"small\"]");
        client.send(TEXT | RSV1, message(deflate(("42[\"join\",\"" + "x".repeat(999_987) + "\"]").getBytes())));
        client.assertServed();
        client.send(TEXT | RSV1, message(deflate(("42[\"join\",\"" + "x".repeat(1_000_000) + "\"]").getBytes())));
        assertThat(client.closeCode()).isEqualTo(TOO_BIG);
    }

    @Test
    @Row(45)
    void aMegabyteThatInflatesToAGigabyteEndsTheConnection() throws IOException {
        assertThat(BOMB.length).as("bytes of the message").isBetween(900_000, 1_000_000);
        RawWebSocket client = compressing();
        assertThat(client.trySend(TEXT | RSV1, message(BOMB))).isTrue();
        assertThat(client.closeCode()).isEqualTo(TOO_BIG);
        server.awaitLeft(client.socketId(), "transport error");
    }

    /** The first thousandth, without its end, already exceeds the limit. */
    @Test
    @Row(45)
    void aFragmentedBombIsRefusedBeforeItsLastFragment() throws IOException {
        RawWebSocket client = compressing();
        byte[] beginning = Arrays.copyOf(BOMB, BOMB.length / 100);
        client.send(FIRST_OF_TEXT | RSV1, beginning);
        assertThat(client.closeCode()).isEqualTo(TOO_BIG);
        server.awaitLeft(client.socketId(), "transport error");
        RawWebSocket patient = compressing();
        int piece = BOMB.length / MEGABYTES;
        patient.send(FIRST_OF_TEXT | RSV1, Arrays.copyOf(BOMB, piece)); // a megabyte when it is inflated
        for (int i = 1; i < 10 && patient.trySend(CONTINUATION, Arrays.copyOfRange(BOMB, i * piece, (i + 1) * piece)); i++) {
            // until the limit is exceeded
        }
        assertThat(patient.closeCode()).isEqualTo(TOO_BIG);
        server.awaitLeft(patient.socketId(), "transport error");
    }

    /** The cost of inflating one of them whole is measured here. */
    @Test
    @Row(45)
    void twentyBombsCostLessThanInflatingTen() throws Exception {
        Duration one = costOfInflating();
        compressing(); // warm-up, not counted
        Duration before = server.cpu();
        for (int i = 0; i < 20; i++) {
            RawWebSocket client = compressing();
            client.trySend(TEXT | RSV1, message(BOMB));
            assertThat(client.closeCode()).isEqualTo(TOO_BIG);
        }
        assertThat(server.cpu().minus(before)).as("CPU time of twenty; one inflated whole takes %s", one)
                .isLessThan(one.multipliedBy(10));
    }

    private static Duration costOfInflating() throws DataFormatException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream(MEGABYTE);
        byte[] buffer = new byte[MEGABYTE];
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Inflater inflater = new Inflater(true);
        inflater.setInput(BOMB);
        long inflated = 0;
        for (int length; (length = inflater.inflate(buffer)) > 0;) {
            inflated += length;
            sink.reset();
            sink.write(buffer, 0, length); // copied, as a receiver would at least
        }
        inflater.end();
        assertThat(inflated).isEqualTo((long) MEGABYTES * MEGABYTE);
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
    }
}
