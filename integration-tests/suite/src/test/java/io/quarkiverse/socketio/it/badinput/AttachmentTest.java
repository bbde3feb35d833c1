package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.NO_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests binary packets whose attachments are wrong, missing or too many. */
class AttachmentTest extends BadInputTest {

    @ParameterizedTest
    @ValueSource(strings = { "\"splice\"", "1", "-1", "1.5", "1e99", "null", "\"0\"", "true", "[]", "{}", "4294967296", "0.0" })
    @Row(7)
    void aPlaceholderOfAMissingAttachmentIsRefused(String number) throws IOException {
        RawWebSocket client = joined();
        client.send("451-[\"echo\",{\"_placeholder\":true,\"num\":" + number + "}]");
        client.trySend(BINARY, (byte) 1, (byte) 2);
        assertRefused(client);
    }

    @Test
    @Row(7)
    void aPlaceholderWithoutNumberIsRefused() throws IOException {
        RawWebSocket client = joined();
        client.send("451-[\"echo\",{\"a\":[{\"_placeholder\":true}]}]");
        client.trySend(BINARY, (byte) 1);
        assertRefused(client);
    }

    @Test
    @Row(7)
    void anObjectSimilarToAPlaceholderIsAnObject() throws IOException {
        RawWebSocket client = joined();
        client.send("421[\"echo\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(client.text()).isEqualTo("431[{\"_placeholder\":true,\"num\":0}]");
        client.assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = { "5999999-", "511-", "62147483648-", "599999999999999999999-", "5-", "5-1-", "51x-" })
    @Row({ 11, 25 })
    void tooManyAttachmentsAreRefusedBeforeTheyArrive(String start) throws IOException {
        RawWebSocket client = joined();
        client.send("4" + start + "[\"a\",{\"_placeholder\":true,\"num\":0}]");
        assertRefused(client);
    }

    @Test
    @Row(11)
    void attachmentsThatAreTooLargeTogetherAreRefused() throws IOException {
        List<RawWebSocket> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            RawWebSocket client = joined();
            clients.add(client);
            client.send("4510-[\"a\",{\"_placeholder\":true,\"num\":0}]");
            client.send(BINARY, new byte[600_000]);
            client.trySend(BINARY, new byte[400_001]);
        }
        for (RawWebSocket client : clients) {
            assertRefused(client);
        }
    }

    @Test
    @Row(11)
    void anIncompletePacketIsReleasedWithItsClient() throws IOException {
        for (int i = 0; i < 40; i++) {
            RawWebSocket client = joined();
            client.send("4510-[\"a\",{\"_placeholder\":true,\"num\":0}]");
            client.send(BINARY, new byte[900_000]);
            client.http().reset();
        }
    }

    @Test
    @Row(28)
    void aSerialisedJavaObjectIsNotDeserialised() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new java.util.HashMap<>(java.util.Map.of("a", new java.util.Date(0))));
        }
        RawWebSocket client = joined();
        client.send("451-7[\"echo\",{\"_placeholder\":true,\"num\":0}]");
        client.send(BINARY, object.toByteArray());
        assertThat(client.text()).isEqualTo("461-7[{\"_placeholder\":true,\"num\":0}]");
        assertThat(client.next().payload()).isEqualTo(object.toByteArray());
        client.send("427[\"echo\",{\"@class\":\"java.net.URL\",\"@type\":\"x\",\"val\":[\"java.util.Date\",0]}]");
        assertThat(client.text())
                .isEqualTo("437[{\"@class\":\"java.net.URL\",\"@type\":\"x\",\"val\":[\"java.util.Date\",0]}]");
        client.assertServed();
    }

    @Test
    @Row(31)
    void aBinaryEventWithoutAttachmentsIsDeliveredAtOnce() throws IOException {
        RawWebSocket client = joined();
        client.send("450-[\"echo\"]");
        assertThat(client.text()).isEqualTo("42[\"echo-back\"]");
        client.send("42[\"echo\",\"x\"]");
        assertThat(client.text()).isEqualTo("42[\"echo-back\",\"x\"]");
    }

    @Test
    @Row(34)
    void anUnannouncedAttachmentIsRefused() throws IOException {
        RawWebSocket client = joined();
        client.send(BINARY, (byte) 1, (byte) 2, (byte) 3);
        assertRefused(client);

        PollingClient polling = polling();
        String id = polling.join();
        polling.post("bAQID");
        server.awaitLeft(id, "parse error");
        polling.assertSessionClosed();
    }

    @Test
    @Row(34)
    void textInPlaceOfAnAttachmentIsRefused() throws IOException {
        RawWebSocket client = joined();
        client.send("452-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.send(BINARY, (byte) 1);
        client.send("42[\"echo\"]");
        assertRefused(client);
    }

    @Test
    @Row(34)
    void aHeartbeatBetweenAttachmentsIsAllowed() throws IOException {
        RawWebSocket client = joined();
        client.send("451-7[\"echo\",{\"_placeholder\":true,\"num\":0}]");
        client.send("3");
        client.send(BINARY, (byte) 9);
        assertThat(client.text()).startsWith("461-7");
        assertThat(client.next().payload()).containsExactly(9);
    }

    private void assertRefused(RawWebSocket client) throws IOException {
        assertThat(client.closeCode()).isIn(NO_CODE, 1000);
        server.awaitLeft(client.socketId(), "parse error");
    }
}
