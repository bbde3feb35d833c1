package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests acknowledgements that are invalid, unexpected, or never sent. */
class AckTest extends BadInputTest {

    @Test
    @Row(14)
    void anAckThatNeverComesTimesOut() throws IOException {
        RawWebSocket client = joined();
        for (int i = 0; i < 1000; i++) {
            client.send("42[\"question\"]");
        }
        String id = "";
        for (int i = 0; i < 1000; i++) {
            id = questionId(client);
        }
        server.process().await("all timeouts", () -> server.process().output().stream()
                .filter(line -> line.endsWith("no answer from " + client.socketId())).count() == 1000);
        client.send("43" + id + "[\"too late\"]").assertServed();
    }

    /** Reads the next packet, an event with acknowledgement; returns its id. */
    private static String questionId(RawWebSocket client) throws IOException {
        String question = client.text();
        assertThat(question).matches("42\\d+\\[\"question\"\\]");
        return question.substring(2, question.indexOf('['));
    }

    @Test
    @Row(14)
    void acksOfARoomThatNeverComeTimeOut() throws IOException {
        String room = "mute " + mode;
        for (int i = 0; i < 20; i++) {
            RawWebSocket mute = joined();
            mute.send("421[\"join\",\"" + room + "\"]");
            assertThat(mute.text()).isEqualTo("431[]");
        }
        RawWebSocket client = joined();
        for (int i = 0; i < 10; i++) {
            client.send("42[\"question-room\",\"" + room + "\"]");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(client.text()).isEqualTo("42[\"missing\"]");
        }
        client.assertServed();
    }

    @Test
    @Row({ 14, 33 })
    void anUnexpectedAcknowledgementIsIgnored() throws IOException {
        RawWebSocket client = joined();
        client.send("43" + ((1L << 53) - 1) + "[]").send("4312[]").send("430[\"x\"]").assertServed();
    }

    @Test
    @Row(33)
    void anAcknowledgementCountsOnce() throws IOException {
        RawWebSocket client = joined();
        client.send("42[\"question\"]");
        String id = questionId(client);
        client.send("43" + id + "[1]").send("43" + id + "[2]");
        assertThat(client.text()).isEqualTo("42[\"answered\",1]");
        client.assertServed();
    }

    @Test
    @Row(33)
    void theLargestSafeIntegerOfJavaScriptIsAnAckId() throws IOException {
        RawWebSocket client = joined();
        client.send("429007199254740991[\"echo\"]");
        assertThat(client.text()).isEqualTo("439007199254740991[]");
        client.assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = { "9007199254740992", "9223372036854775808", "18446744073709551617" })
    @Row(33)
    void anIdThatIsTooLargeIsRefused(String id) throws IOException {
        assertRefused("42" + id + "[\"echo\"]");
        assertRefused("43" + id + "[]");
    }

    @Test
    @Row(33)
    void anIdOfHundredsOfDigitsIsRefused() throws IOException {
        assertRefused("42" + "9".repeat(400) + "[\"a\"]");
        assertRefused("42" + "9".repeat(400) + "[\"a\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { "42 1[\"echo\"]", "421 2[\"echo\"]", "42-1[\"echo\"]", "42+1[\"echo\"]", "421.5[\"echo\"]",
            "421e3[\"echo\"]", "420x1[\"echo\"]" })
    @Row(33)
    void aNonNumericIdIsRefused(String packet) throws IOException {
        assertRefused(packet);
    }

    private void assertRefused(String packet) throws IOException {
        RawWebSocket client = joined();
        client.send(packet);
        assertThat(client.closeCode()).isIn(RawWebSocket.NO_CODE, 1000);
        server.awaitLeft(client.socketId(), "parse error");
    }
}
