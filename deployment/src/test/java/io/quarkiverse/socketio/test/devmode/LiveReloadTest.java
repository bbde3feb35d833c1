package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusDevModeTest;

/** Tests that a connected client that sends nothing sees each change of the application. */
class LiveReloadTest {
    /** The client for Java ignores Close frames; it notices the end of the connection by missing pings. */
    private static final String SHORT_HEARTBEAT = """
            quarkus.socketio.ping-interval=1s
            quarkus.socketio.ping-timeout=1s
            """;

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClass(Greeter.class)
                    .addAsResource(new StringAsset(SHORT_HEARTBEAT), "application.properties"));

    @Test
    void clientsReconnectToTheChangedApplication() {
        try (Client client = Client.create(URI.create("http://localhost:8080"), Client.webSocketOnly())) {
            Client.Received greeting = client.received("greeting");
            client.open();
            assertThat(greeting.next()).containsExactly("before");

            APP.modifySourceFile(Greeter.class, source -> source.replace("before", "after"));
            assertThat(greeting.next()).containsExactly("after");
            assertThat(client.ask("ask")).isEqualTo("answer after");

            APP.modifySourceFile(Greeter.class, source -> source.replace("@OnEvent(\"ask\")", "@OnEvent(\"inquire\")"));
            assertThat(greeting.next()).containsExactly("after");
            assertThat(client.ask("inquire")).isEqualTo("answer after");
        }
    }
}
