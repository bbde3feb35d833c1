package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.logging.Level;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusDevModeTest;

/** Tests that dev mode warns of mistakes of clients. */
class MistakeWarningsTest {
    private static final String ADDRESS = "http://localhost:8088";

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClasses(Chat.class, Empty.class)
                    .addAsResource(new StringAsset("quarkus.http.port=8088"), "application.properties"))
            .setLogRecordPredicate(line -> line.getLevel().intValue() >= Level.WARNING.intValue());

    @SocketIO
    public static class Chat {
        @OnEvent("say")
        String say(String line) {
            return line;
        }
    }

    @SocketIO("/empty")
    public static class Empty {
    }

    @Test
    void mistakesAreLoggedWithTheirCures() throws Exception {
        try (Client client = Client.connect(URI.create(ADDRESS), Client.webSocketOnly())) {
            client.emit("sya", "hello");
            client.emit("sya", "hello");
            assertThat(client.ask("say", "hello")).isEqualTo("hello");
        }
        try (Client client = Client.create(URI.create(ADDRESS + "/chta"), Client.webSocketOnly())) {
            assertThatThrownBy(client::open).cause().hasMessageContaining("Invalid namespace");
        }
        request("/socket.io/?EIO=3&transport=polling");
        assertLogged("No handler of event \"sya\" in namespace /: add a method with @OnEvent, or socket.on(…)");
        assertLogged("A client asked for the namespace \"/chta\", which does not exist: it is refused. Add a class with"
                + " @SocketIO(\"/chta\"), or connect to one of \"/\", \"/empty\"");
        assertLogged("A client of Engine.IO 3 (Socket.IO 1 or 2) was refused. Update the client, or set"
                + " quarkus.socketio.allow-eio3=true");
        assertLogged(Empty.class.getName() + " has @SocketIO but no method that handles anything, such as one with @OnEvent:"
                + " clients can connect to /empty, and what they send is ignored unless another class handles it");
    }

    private static void request(String path) throws Exception {
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(ADDRESS + path)).build(), BodyHandlers.discarding());
    }

    private static void assertLogged(String text) {
        assertThat(APP.getLogRecords()).extracting(line -> String.format(line.getMessage(), line.getParameters()))
                .filteredOn(text::equals).hasSize(1);
    }
}
