package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests clients that join a room named like the id of another socket, where the application lets clients choose rooms. */
class RoomTest extends BadInputTest {
    private static final Pattern ACCEPTED = Pattern.compile("40\\{\"sid\":\"([^\"]+)\".*}");

    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    private static String connect(RawWebSocket client) throws IOException {
        client.send("40");
        Matcher accepted = ACCEPTED.matcher(client.text());
        assertThat(accepted.matches()).isTrue();
        return accepted.group(1);
    }

    @Test
    @Row(67)
    void anEventToASocketDoesNotReachARoomOfTheSameName() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        String worker = client.open().substring(0, 2);
        String id = connect(client);
        RawWebSocket near = webSocketAt(worker);
        RawWebSocket far = upgrade(RawWebSocket.TARGET); // possibly at the other worker of a cluster
        far.open();
        for (RawWebSocket listener : new RawWebSocket[] { near, far }) {
            connect(listener);
            listener.send("421[\"join\",\"" + id + "\"]");
            assertThat(listener.text()).startsWith("431[");
        }
        for (int i = 0; i < 20; i++) {
            client.send("42[\"echo\",\"secret\"]");
            assertThat(client.text()).startsWith("42[\"echo-back\",\"secret\"");
        }
        for (RawWebSocket listener : new RawWebSocket[] { near, far }) {
            listener.send("422[\"join\",\"the next it hears is the answer\"]");
            assertThat(listener.text()).startsWith("432[");
        }
    }
}
