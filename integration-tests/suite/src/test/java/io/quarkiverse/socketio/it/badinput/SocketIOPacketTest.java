package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.NO_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests texts that are no packet, or none that a client may send. */
class SocketIOPacketTest extends BadInputTest {

    @Test
    @Row(3)
    void anEventNamedErrorIsAnOrdinaryEvent() throws IOException {
        RawWebSocket client = joined();
        client.send("42[\"error\",\"x\"]").assertServed();
    }

    /** The last digit or letter is repeated. */
    @ParameterizedTest
    @ValueSource(strings = { "451", "42/a", "421", "451-/a", "431", "461", "40/a" })
    @Row(5)
    void anEndlessHeaderIsRefusedAtOnce(String start) throws IOException {
        char last = start.charAt(start.length() - 1);
        for (int length : new int[] { 2_000, 900_000 }) {
            assertRefused(start + String.valueOf(last).repeat(length));
        }
    }

    static String[] noEventNames() {
        return new String[] { "2[{\"toString\":\"foo\"}]", "2[true,\"foo\"]", "2[null,\"bar\"]", "2[[\"a\"]]", "2[]",
                "2[\"connect\"]", "2[\"disconnect\",\"123\"]", "2[\"connect_error\"]", "2[\"disconnecting\"]",
                "2[\"newListener\"]", "2[\"removeListener\"]" };
    }

    @ParameterizedTest
    @MethodSource("noEventNames")
    @Row(10)
    void anInvalidEventNameIsRefused(String packet) throws IOException {
        assertRefused("4" + packet);
        assertRefusedByPolling("4" + packet);
    }

    static String[] invalidPackets() {
        return new String[] { "42[\"some\",\"data\"", "40/admin,\"invalid\"", "40[]", "41/admin,{}", "42/admin,\"invalid",
                "42/admin,{}", "4999", "45", "451", "45a-", "451.23-", "4", "47", "4abc", "42{}", "42abc[\"a\"]", "43[]",
                "42[\"a\"]x", "40{\"a\":}", "44" };
    }

    @ParameterizedTest
    @MethodSource("invalidPackets")
    @Row(30)
    void anInvalidPacketIsRefused(String packet) throws IOException {
        assertRefused(packet);
        assertRefusedByPolling(packet);
    }

    @ParameterizedTest
    @ValueSource(strings = { "42", "43", "42/admin", "42/admin,", "431", "4212" })
    @Row(32)
    void anEventOrAcknowledgementWithoutPayloadIsRefused(String packet) throws IOException {
        assertRefused(packet);
    }

    static String[] tooMuchJson() {
        return new String[] { "[".repeat(100_000), "[\"echo\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]",
                "[\"echo\"," + "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000) + "]",
                "[\"echo\"," + "1".repeat(900_000) + "]", "[\"echo\",1e" + "9".repeat(500_000) + "]",
                "[\"echo\",0." + "1".repeat(500_000) + "]", "[\"echo\",{\"" + "k".repeat(900_000) + "\":1}]" };
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("tooMuchJson")
    @Row(35)
    void jsonThatIsTooDeepOrTooLongIsRefused(String json) throws IOException {
        assertRefused("42" + json);
    }

    @Test
    @Row(35)
    void anOutOfRangeNumberDoesNoHarm() throws IOException {
        RawWebSocket client = joined();
        client.send("421[\"echo\",1e999999999]");
        client.send("422[\"echo\",-0.0,1e400,123456789012345678901234567890]");
        RawWebSocket.Frame frame;
        do {
            frame = client.next();
        } while (frame != null && frame.text().startsWith("431"));
        assertThat(frame == null || frame.first() == RawWebSocket.CLOSE || frame.text().startsWith("432")).isTrue();
    }

    @Test
    @Row(35)
    void unusualButValidJsonIsServed() throws IOException {
        RawWebSocket client = joined();
        client.send("421[\"echo\",{\"a\":1,\"a\":2}]");
        assertThat(client.text()).isEqualTo("431[{\"a\":2}]");
        client.send("422[\"echo\",\"\\u0000\"]");
        assertThat(client.text()).isEqualTo("432[\"\\u0000\"]");
        client.send("423[\"echo\",{\"__proto__\":{\"x\":1},\"constructor\":null}]");
        assertThat(client.text()).isEqualTo("433[{\"__proto__\":{\"x\":1},\"constructor\":null}]");
        client.assertServed();
    }

    @Test
    @Row(35)
    void aLoneSurrogateIsServed() throws IOException {
        RawWebSocket client = joined();
        client.send("421[\"echo\",\"a\\ud800b\"]");
        RawWebSocket.Frame frame = client.next();
        assertThat(frame).isNotNull();
        if (frame.first() == RawWebSocket.TEXT) {
            client.assertServed();
        }
    }

    @Test
    @Row(36)
    void aSecondConnectClosesTheConnection() throws IOException {
        assertClosed("40", "forced server close");
    }

    @Test
    @Row(36)
    void aConnectErrorOfAClientClosesTheConnection() throws IOException {
        assertClosed("44{\"message\":\"no\"}", "forced server close");
    }

    @ParameterizedTest
    @ValueSource(strings = { "42[\"echo\"]", "42/admin,[\"echo\"]", "41", "430[]" })
    @Row(36)
    void aPacketOfAnUnjoinedNamespaceClosesTheConnection(String packet) throws IOException {
        RawWebSocket client = webSocket();
        client.send(packet);
        assertThat(client.closeCode()).isIn(NO_CODE, 1000);
    }

    @Test
    @Row(37)
    void aClientThatPingsIsClosed() throws IOException {
        assertClosed("2", "transport error");
        PollingClient polling = polling();
        String id = polling.join();
        polling.post("2");
        server.awaitLeft(id, "transport error");
        polling.assertSessionClosed();
    }

    /** Its socket is disconnected with "parse error" and the connection is closed. */
    private void assertRefused(String text) throws IOException {
        assertClosed(text, "parse error");
    }

    private void assertClosed(String text, String reason) throws IOException {
        RawWebSocket client = joined();
        client.send(text);
        assertThat(client.closeCode()).isIn(NO_CODE, 1000);
        server.awaitLeft(client.socketId(), reason);
    }

    private void assertRefusedByPolling(String packet) throws IOException {
        PollingClient client = polling();
        String id = client.join();
        client.post(packet);
        server.awaitLeft(id, "parse error");
        client.assertSessionClosed();
    }
}
