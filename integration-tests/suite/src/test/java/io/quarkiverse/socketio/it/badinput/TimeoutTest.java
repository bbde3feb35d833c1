package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests long timeouts of the server, in all modes at once. */
@ExtendWith(BadInputServers.class)
class TimeoutTest {
    private List<BadInputServer> servers;
    private final List<RawWebSocket> clients = new ArrayList<>();

    @BeforeEach
    void begin(BadInputServers.Running running) throws IOException {
        servers = Arrays.stream(Mode.values()).map(running::get).toList();
        for (BadInputServer server : servers) {
            server.begin();
            RawWebSocket client = new RawWebSocket(server.port(), RawWebSocket.TARGET);
            clients.add(client);
            client.open();
            client.join();
        }
    }

    @AfterEach
    void assertOthersAreUnaffected() throws IOException {
        for (RawWebSocket client : clients) {
            client.close();
        }
        servers.forEach(BadInputServer::assertUnharmed);
    }

    @Test
    @Row(11)
    void missingAttachmentsTimeOut() throws IOException {
        for (RawWebSocket client : clients) {
            client.send("4510-[\"a\",{\"_placeholder\":true,\"num\":0}]");
            client.send(BINARY, new byte[1000]);
        }
        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).closeCode()).isIn(RawWebSocket.NO_CODE, 1000);
            servers.get(i).awaitLeft(clients.get(i).socketId(), "parse error");
        }
    }

    @Test
    @Row({ 21, 22 })
    void dataAfterACloseFrameEndsTheConnection() throws IOException {
        for (RawWebSocket client : clients) {
            client.send(FIRST_OF_TEXT, (byte) '4');
            for (int i = 0; i < 2000; i++) {
                client.send(CONTINUATION, (byte) '2');
            }
        }
        servers.get(0).process().await("end of the connections",
                () -> clients.stream().noneMatch(client -> client.trySend(CONTINUATION, (byte) '2')));
    }
}
