package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.websockets.next.BasicWebSocketConnector;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.restassured.RestAssured;
import io.socket.client.IO;

/**
 * Tests Socket.IO beside REST and WebSockets Next on one port, below the root path of the application, over both transports.
 */
class OtherExtensionsTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Handlers.class, News.class, Rest.class, Echo.class))
            .overrideConfigKey("quarkus.http.root-path", "/app");

    @TestHTTPResource
    URI uri;

    @Inject
    BasicWebSocketConnector connector;

    @Test
    void allExtensionsServeBelowTheRootPath() throws Exception {
        RestAssured.get("hello").then().statusCode(200).body(equalTo("hello"));
        for (IO.Options options : new IO.Options[] { Client.options(), Client.webSocketOnly() }) {
            options.path = "/app/socket.io";
            try (Client client = Client.connect(uri.resolve("/"), options)) {
                assertThat(client.ask("hello")).isEqualTo("from socket.io");
            }
        }
        CompletableFuture<String> echo = new CompletableFuture<>();
        connector.baseUri(uri).path("echo").onTextMessage((connection, text) -> echo.complete(text))
                .connectAndAwait().sendTextAndAwait("hello");
        assertThat(echo.get(30, TimeUnit.SECONDS)).isEqualTo("from websockets-next: hello");
    }

    @Test
    void theServerIsInjectedIntoOtherEndpoints() {
        IO.Options options = Client.options();
        options.path = "/app/socket.io";
        try (Client client = Client.connect(uri.resolve("/news"), options)) {
            Client.Received headline = client.received("headline");
            RestAssured.get("hello/publish").then().statusCode(204);
            assertThat(headline.next()).containsExactly("It works");
        }
    }

    @SocketIO
    static class Handlers {
        @OnEvent("hello")
        String hello() {
            return "from socket.io";
        }
    }

    @SocketIO("/news")
    static class News {
    }

    @Path("hello")
    public static class Rest {
        @Inject
        SocketIOServer io;

        @GET
        public String hello() {
            return "hello";
        }

        @GET
        @Path("publish")
        public void publish() {
            io.of("/news").emit("headline", "It works");
        }
    }

    @WebSocket(path = "/echo")
    public static class Echo {
        @OnTextMessage
        String echo(String text) {
            return "from websockets-next: " + text;
        }
    }
}
