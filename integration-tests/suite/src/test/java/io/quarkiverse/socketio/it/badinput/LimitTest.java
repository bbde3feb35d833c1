package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.NO_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests clients that are silent, do not read, or exceed limits. */
class LimitTest extends BadInputTest {

    @Test
    @Row({ 26, 36 })
    void clientsThatJoinNoNamespaceAreClosed() throws IOException {
        List<RawWebSocket> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(webSocket());
        }
        PollingClient polling = polling();
        for (RawWebSocket client : silent) {
            assertThat(client.closeCode()).isIn(NO_CODE, 1000);
        }
        assertThat(polling.get().body()).isEqualTo("1");
        polling.assertSessionClosed();
    }

    @Test
    @Row(36)
    void clientsThatJoinOnlyUnknownNamespacesAreClosed() throws IOException {
        RawWebSocket client = webSocket();
        client.send("40/nowhere,");
        assertThat(client.text()).isEqualTo("44/nowhere,{\"message\":\"Invalid namespace\"}");
        assertThat(client.closeCode()).isIn(NO_CODE, 1000);
    }

    @Test
    @Row(42)
    void aWebSocketThatNeverReadsIsDisconnectedAndOthersInItsRoomAreNot() throws IOException {
        RawWebSocket deaf = joined();
        deaf.send("421[\"join\",\"busy\"]");
        assertThat(deaf.text()).isEqualTo("431[]");
        RawWebSocket reader = joined();
        reader.send("421[\"join\",\"busy\"]");
        assertThat(reader.text()).isEqualTo("431[]");
        flood(reader);
        server.awaitLeft(deaf.socketId(), "transport error");
        reader.assertServed();
    }

    @Test
    @Row(42)
    void aPollingClientThatDoesNotPollIsDisconnected() throws IOException {
        PollingClient deaf = polling();
        String id = deaf.join();
        assertThat(deaf.post("42[\"join\",\"busy\"]").status()).isEqualTo(200);
        flood(joined());
        server.awaitLeft(id, "transport error");
        deaf.assertSessionClosed();
    }

    /** Sends 30 MB to the room, a little at a time, so that clients that read keep up. */
    private static void flood(RawWebSocket client) throws IOException {
        for (int i = 0; i < 30; i++) {
            client.send("429[\"flood\",\"busy\",10,100000]");
            String text;
            do {
                text = client.text();
            } while (text.startsWith("42[\"flood\""));
            assertThat(text).isEqualTo("439[]");
        }
    }

    @Test
    @Row(42)
    void aClientThatSendsRequestsWithoutReadingIsDisconnected() throws IOException {
        RawWebSocket deaf = joined();
        byte[] request = ("42[\"echo\",\"" + "x".repeat(500_000) + "\"]").getBytes();
        int asked = 0;
        while (asked < 1000 && deaf.trySend(RawWebSocket.TEXT, request)) {
            asked++;
        }
        assertThat(asked).as("requests of 0.5 MB that were read").isLessThan(1000);
        server.awaitLeft(deaf.socketId(), "transport error");
    }

    @Test
    @Row(43)
    void namespacesBeyondTheLimitAreRefused() throws IOException {
        RawWebSocket client = joined();
        for (int i = 0; i < 9; i++) {
            client.send("40/n" + i + ",");
            assertThat(client.text()).startsWith("40/n" + i + ",{\"sid\"");
        }
        for (int i = 9; i < 20; i++) {
            client.send("40/n" + i + ",");
            assertThat(client.text()).isEqualTo("44/n" + i + ",{\"message\":\"Too many namespaces\"}");
        }
        client.assertServed();
    }

    @Test
    @Row(43)
    void tenThousandUnknownNamespacesLeaveNothing() throws IOException {
        RawWebSocket client = joined();
        for (int i = 0; i < 10_000; i++) {
            client.send("40/nowhere" + i + ",{}");
            assertThat(client.text()).isEqualTo("44/nowhere" + i + ",{\"message\":\"Invalid namespace\"}");
        }
        client.assertServed();
    }

    /** With the default, by which empty namespaces are removed. */
    @Test
    @Row({ 43, 55 })
    void emptyChildNamespacesMakeRoomForOthers() throws Exception {
        for (String round : new String[] { "s", "t", "u" }) {
            assertThat(ChildNamespaceTest.exhaust(this, round)).hasSizeGreaterThanOrEqualTo(ChildNamespaceTest.CHILDREN);
            closeAll();
        }
    }

    @Test
    @Row(44)
    void aStateThatCannotBeRecoveredGivesANewSession() throws IOException {
        String[] payloads = { "{\"pid\":\"someone-else\",\"offset\":\"0\"}", "{\"pid\":\"\",\"offset\":\"\"}",
                "{\"pid\":1,\"offset\":[]}", "{\"pid\":\"__proto__\",\"offset\":\"../../\\u0000\"}",
                "{\"pid\":\"" + "x".repeat(10_000) + "\",\"offset\":null}" };
        for (String payload : payloads) {
            RawWebSocket client = webSocket();
            client.send("40" + payload);
            assertThat(client.text()).startsWith("40{\"sid\"");
            client.assertServed();
        }
    }

    @Test
    @Row(26)
    void aFullServerOfSilentConnectionsStillServes() throws IOException {
        for (int i = 0; i < 500; i++) {
            keep(new RawHttp(server.port()));
        }
        Response answer = RawHttp.get(server.port(), "/socket.io/?EIO=4&transport=none");
        assertThat(answer.status()).isEqualTo(400);
    }
}
