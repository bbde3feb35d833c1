package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.spi.UserIdProvider;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.socket.client.IO;

/** Presence with the application's own users, without a security extension. */
class PresenceUserIdTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Rooms.class, Names.class))
            .overrideConfigKey("quarkus.socketio.presence.enabled", "true")
            .overrideConfigKey("quarkus.socketio.presence.max-user-id-length", "10");

    @Inject
    Presence presence;

    @TestHTTPResource("/")
    URI uri;

    private Client client(String name) {
        IO.Options options = Client.options();
        options.auth = Map.of("name", name);
        return Client.connect(uri, options);
    }

    @Test
    void theFunctionOfTheApplicationDecides() {
        try (Client ada = client("ada");
                Client tooLong = client("x".repeat(11));
                Client fails = client("fail");
                Client none = client("none");
                Client empty = client("");
                Client broken = client("broken")) {
            for (Client client : new Client[] { ada, tooLong, fails, none, empty, broken }) {
                assertThat(client.ask("rooms")).isEqualTo(client == ada ? 2 : 1);
            }
            assertThat(presence.list(null, 10).await().indefinitely().users()).extracting(Presence.OnlineUser::id)
                    .containsExactly("ada");
        }
        Awaitility.await().until(() -> !presence.isOnline("ada").await().indefinitely());
    }

    @SocketIO
    static class Rooms {
        @OnEvent("rooms")
        int rooms(Socket socket) {
            return socket.rooms().size();
        }
    }

    @Singleton
    static class Names implements UserIdProvider {
        /** Any bean may have it, also this one. */
        @Inject
        Presence presence;

        @Override
        public String userOf(Socket socket) {
            String name = String.valueOf(socket.handshake().auth(Map.class).get("name"));
            return switch (name) {
                case "none" -> null;
                case "broken" -> "a\ud800b";
                case "fail" -> throw new IllegalStateException("a failure of the tests");
                default -> name;
            };
        }
    }
}
