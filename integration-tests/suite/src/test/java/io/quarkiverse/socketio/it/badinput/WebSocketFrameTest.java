package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;
import static io.quarkiverse.socketio.it.support.RawWebSocket.LAST_CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.PING;
import static io.quarkiverse.socketio.it.support.RawWebSocket.PONG;
import static io.quarkiverse.socketio.it.support.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests WebSocket frames that violate the protocol or the limits. */
class WebSocketFrameTest extends BadInputTest {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_SLOW = 1008;
    private static final int TOO_BIG = 1009;
    private static final int MAX_PAYLOAD = 1_000_000;

    @Test
    @Row(6)
    void reservedBitsCloseANewWebSocket() throws IOException {
        RawWebSocket client = webSocket();
        client.http().send("test");
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    @Row(6)
    void reservedBitsEndAnUpgradeButNotTheSession() throws IOException {
        PollingClient polling = polling();
        polling.join();
        RawWebSocket client = upgrade(RawWebSocket.TARGET + "&sid=" + polling.sid());
        client.http().send("test");
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
        polling.assertServed();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0x91, 0xa1, 0xc1, 0x83, 0x8b, 0x8f, CONTINUATION, LAST_CONTINUATION, 0x09, 0x08 })
    @Row(6)
    void anUnknownOpcodeClosesTheConnection(int first) throws IOException {
        RawWebSocket client = joined();
        client.send(first, new byte[4]);
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
        server.awaitLeft(client.socketId(), "transport error");
    }

    @Test
    @Row(6)
    void anUnmaskedFrameClosesTheConnection() throws IOException {
        RawWebSocket client = joined();
        client.http().send(new byte[] { (byte) TEXT, 1, '3' });
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 125 })
    @Row(15)
    void aPongHasThePayloadOfItsPing(int length) throws IOException {
        RawWebSocket client = joined();
        byte[] payload = new byte[length];
        java.util.Arrays.fill(payload, (byte) 'p');
        client.send(PING, payload);
        RawWebSocket.Frame pong = client.next();
        assertThat(pong.first()).isEqualTo(PONG);
        assertThat(pong.payload()).isEqualTo(payload);
        client.assertServed();
    }

    @ParameterizedTest
    @ValueSource(ints = { 126, 60_000 })
    @Row(15)
    void anOversizedControlFrameClosesTheConnection(int length) throws IOException {
        RawWebSocket client = joined();
        client.send(PING, new byte[length]);
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 2, 125 })
    @Row(20)
    void theAnswerToACloseDisclosesNothing(int length) throws IOException {
        RawWebSocket client = joined();
        byte[] payload = new byte[length];
        if (length > 1) {
            payload[0] = 1000 >> 8;
            payload[1] = (byte) 1000;
        }
        java.util.Arrays.fill(payload, Math.min(2, length), length, (byte) 'r');
        client.send(RawWebSocket.CLOSE, payload);
        RawWebSocket.Frame close = client.next();
        if (close != null) {
            assertThat(close.first()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(close.payload().length).isIn(0, 2, length);
        }
    }

    @Test
    @Row(20)
    void aCloseWithHalfACodeIsAProtocolError() throws IOException {
        RawWebSocket client = joined();
        client.send(RawWebSocket.CLOSE, (byte) 3);
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    @Row({ 16, 27 })
    void anOversizedFrameIsRefusedBeforeItsPayloadArrives() throws IOException {
        for (long length : new long[] { MAX_PAYLOAD + 1, 20_000_000, 256_000_000, 1L << 40, Long.MAX_VALUE }) {
            RawWebSocket client = joined();
            client.http().send(RawWebSocket.header(BINARY, length));
            assertThat(client.closeCode()).as("%s bytes", length).isEqualTo(TOO_BIG);
        }
    }

    @Test
    @Row({ 16, 27 })
    void manyOversizedFramesLeaveNothing() throws IOException {
        byte[] chunk = new byte[64 << 10];
        for (int i = 0; i < 100; i++) {
            RawWebSocket client = joined();
            try {
                client.http().send(RawWebSocket.header(BINARY, 256_000_000));
                for (int sent = 0; sent < 16; sent++) {
                    client.http().send(chunk);
                }
            } catch (IOException e) {
                // it was closed meanwhile
            }
            client.close();
        }
    }

    @Test
    @Row(16)
    void aMessageMayBeAsLargeAsTheLimitAndNotLarger() throws IOException {
        RawWebSocket client = joined();
        String frame = "42[\"echo\",\"" + "x".repeat(MAX_PAYLOAD - 13) + "\"]";
        assertThat(frame.length()).isEqualTo(MAX_PAYLOAD);
        client.send(frame);
        assertThat(client.text()).startsWith("42[\"echo-back\"");
        client.http().send(RawWebSocket.header(TEXT, MAX_PAYLOAD + 1));
        assertThat(client.closeCode()).isEqualTo(TOO_BIG);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    @Row(21)
    void aFloodOfTinyFragmentsClosesTheConnection(int size) throws IOException {
        RawWebSocket client = joined();
        client.send(FIRST_OF_TEXT, new byte[size]);
        for (int i = 0; i < 2000; i++) {
            client.send(CONTINUATION, new byte[size]);
        }
        assertThat(client.closeCode()).isEqualTo(TOO_BIG);
    }

    @Test
    @Row(21)
    void aMessageInTinyTcpSegmentsIsServed() throws IOException {
        RawWebSocket client = joined();
        byte[] frame = RawWebSocket.frame(TEXT, ("421[\"echo\",\"" + "x".repeat(5000) + "\"]").getBytes());
        for (byte b : frame) {
            client.http().send(new byte[] { b });
        }
        assertThat(client.text()).startsWith("431[\"xxx");
    }

    @Test
    @Row(22)
    void unfinishedMessagesAreReleasedWithTheirClients() throws IOException {
        List<RawWebSocket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawWebSocket client = joined();
            client.send(FIRST_OF_TEXT, new byte[MAX_PAYLOAD - 1000]);
            client.send(CONTINUATION, new byte[500]);
            clients.add(client);
        }
        for (RawWebSocket client : clients) {
            client.http().reset();
        }
    }

    @Test
    @Row(22)
    void anUnfinishedMessageTimesOut() throws IOException {
        RawWebSocket client = joined();
        client.send(FIRST_OF_TEXT, (byte) '4');
        assertThat(client.closeCode()).isEqualTo(TOO_SLOW);
    }

    /** Each fragment arrives in time, and there are fewer than a message may have, but the message as a whole is too late. */
    @Test
    @Row(22)
    void furtherFragmentsDoNotExtendTheTimeoutOfAMessage() throws IOException {
        RawWebSocket client = joined();
        client.send(FIRST_OF_TEXT, (byte) '4');
        int[] pieces = { 1 };
        server.process().await("end of the timeout", () -> {
            pieces[0]++;
            client.trySend(CONTINUATION, (byte) '2');
            return client.hasInput();
        });
        assertThat(pieces[0]).as("pieces sent").isBetween(10, 1000);
        assertThat(client.closeCode()).isEqualTo(TOO_SLOW);
        server.awaitLeft(client.socketId(), "transport error");
    }

    @Test
    @Row(22)
    void anUnfinishedMessageAboveTheLimitIsRefused() throws IOException {
        RawWebSocket client = joined();
        client.send(FIRST_OF_TEXT, new byte[MAX_PAYLOAD - 10]);
        client.send(CONTINUATION, new byte[20]);
        assertThat(client.closeCode()).isEqualTo(TOO_BIG);
    }

    @Test
    @Row(45)
    void aCompressedFrameWithoutNegotiationClosesTheConnection() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET, "Sec-WebSocket-Extensions: permessage-deflate");
        client.open();
        client.join();
        client.send(TEXT | 0x40, new byte[1000]);
        assertThat(client.closeCode()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    @Row(35)
    void invalidUtf8IsRefused() throws IOException {
        byte[][] bad = { { '4', (byte) 0xff }, { '4', (byte) 0xc0, (byte) 0x80 },
                { '4', (byte) 0xed, (byte) 0xa0, (byte) 0x80 },
                { '4', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80 }, { '4', (byte) 0xe2, (byte) 0x82 } };
        for (byte[] text : bad) {
            RawWebSocket client = joined();
            client.send(TEXT, text);
            assertThat(client.closeCode()).isEqualTo(NOT_UTF8);
        }
    }

    @Test
    @Row(35)
    void invalidUtf8OverFragmentsIsRefusedAndASplitCharacterIsNot() throws IOException {
        RawWebSocket client = joined();
        byte[] text = "421[\"echo\",\"\u20ac\"]".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        client.send(FIRST_OF_TEXT, java.util.Arrays.copyOf(text, 13));
        client.send(LAST_CONTINUATION, java.util.Arrays.copyOfRange(text, 13, text.length));
        assertThat(client.text()).isEqualTo("431[\"\u20ac\"]");
        client.send(FIRST_OF_TEXT, (byte) '4', (byte) 0xe2);
        client.send(LAST_CONTINUATION, (byte) '2');
        assertThat(client.closeCode()).isEqualTo(NOT_UTF8);
    }
}
