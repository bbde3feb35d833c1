package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.socket.client.IO;

/** Tests handshakes and arguments as values, and generic types. */
class HandshakeValueTest extends ClientTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, ClientTest.class, Values.class, Point.class));

    @Test
    void aHandshakeIsSentAsInNode() throws JSONException {
        IO.Options options = Client.webSocketOnly();
        options.query = "tag=b%20c&one=1";
        options.auth = Map.of("user", "ada");
        try (Client other = Client.connect(uri, options)) {
            JSONObject handshake = (JSONObject) other.ask("handshake");
            assertThat(handshake.getJSONObject("auth").getString("user")).isEqualTo("ada");
            assertThat(handshake.getJSONObject("headers").getString("upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(handshake.getString("url")).startsWith("/socket.io/?");
            assertThat(handshake.getJSONObject("query").getString("one")).isEqualTo("1");
            assertThat(other.ask("user")).isEqualTo("ada");
            assertThat(other.ask("query", "tag")).hasToString("[\"b c\"]");
            assertThat(other.ask("query", "none")).hasToString("[]");
        }
    }

    @Test
    void receivedArgumentsAreSentOn() {
        assertThat(client.call("forward", 1, "two", new byte[] { 3 })).contains(1, "two", new byte[] { 3 });
    }

    @Test
    void genericTypesAreReadAsTheyAreWritten() throws JSONException {
        assertThat(client.ask("sum", new JSONArray("[{\"x\":1},{\"x\":2}]"))).isEqualTo(3);
        assertThat(client.ask("collect")).isEqualTo(7);
    }

    record Point(int x) {
    }

    @SocketIO
    static class Values {
        @Inject
        Broadcaster broadcaster;

        @OnConnect
        void connected(Socket socket) {
            socket.on("sum", (args, ack) -> ack.send(args.get(0, new TypeReference<List<Point>>() {
            }).stream().mapToInt(Point::x).sum()));
        }

        @OnEvent("handshake")
        Handshake handshake(Handshake handshake) {
            return handshake;
        }

        @OnEvent("user")
        String user(Handshake handshake) {
            return handshake.auth(new TypeReference<Map<String, String>>() {
            }).get("user");
        }

        @OnEvent("query")
        List<String> query(Handshake handshake, String name) {
            return handshake.queryValues(name);
        }

        @OnEvent("forward")
        void forward(Arguments args, Ack ack) {
            ack.send(args);
        }

        @OnEvent("collect")
        Uni<Integer> collect() {
            return broadcaster.publishAndCollect("points", new TypeReference<List<Point>>() {
            }).map(replies -> replies.get(0).get(0).x());
        }

        @OnBroadcast("points")
        List<Point> points() {
            return List.of(new Point(7));
        }
    }
}
