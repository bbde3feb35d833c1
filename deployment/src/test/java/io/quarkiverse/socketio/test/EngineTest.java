package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.HandshakeRefusedException;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.spi.HandshakeGuard;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.socket.client.IO;

/** Tests guards, observers, response headers, the cookie and CORS of an application. */
class EngineTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENTS = 10;
    /** Bytes of a header field, within Quarkus' limit. */
    private static final int LARGE = 15_000;
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Keys.class, Refused.class, Handlers.class))
            .overrideConfigKey("quarkus.socketio.per-message-deflate", "true")
            .overrideConfigKey("quarkus.socketio.per-message-deflate.threshold", "10")
            .overrideConfigKey("quarkus.socketio.cookie.enabled", "true")
            .overrideConfigKey("quarkus.socketio.cookie.name", "sticky")
            .overrideConfigKey("quarkus.socketio.cookie.same-site", "none")
            .overrideConfigKey("quarkus.socketio.cookie.secure", "true")
            .overrideConfigKey("quarkus.socketio.cookie.max-age", "1h")
            .overrideConfigKey("quarkus.socketio.origins", "https://friend.example,/https://.*[.]friends[.]example/");

    @TestHTTPResource
    URI uri;

    @Inject
    SocketIOServer io;

    @Inject
    Engine engine;

    @Inject
    EngineServer server;

    @Inject
    Keys keys;

    @Inject
    Refused refused;

    @Test
    void aGuardRefusesConnectionsAndObserversAreNotified() throws Exception {
        Response response = RestAssured.get(HANDSHAKE + "&key=bad");
        response.then().statusCode(403).body(equalTo("{\"code\":4,\"message\":\"unknown key\"}"));
        ConnectionError error = refused.errors.poll(60, TimeUnit.SECONDS);
        assertThat(error).isNotNull();
        assertThat(error.message()).isEqualTo("unknown key");
        assertThat(error.request().query()).containsEntry("key", "bad");
        for (IO.Options options : new IO.Options[] { Client.options(), Client.webSocketOnly() }) {
            options.query = "key=good";
            try (Client client = Client.connect(uri.resolve("/"), options)) {
                assertThat(client.ask("clients")).isEqualTo(1);
            }
        }
        assertThat(io.engine()).isSameAs(engine);
    }

    @Test
    void requestsCountAsHeldMemoryWhileAGuardIsAsked() throws Exception {
        long before = server.budget().held();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket client = new Socket(uri.getHost(), uri.getPort());
            clients.add(client);
            client.getOutputStream().write(("GET " + HANDSHAKE + "&key=late HTTP/1.1\r\nHost: localhost\r\nX-Large: "
                    + "x".repeat(LARGE) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        await().atMost(LIMIT).until(() -> keys.late().size() == CLIENTS);
        assertThat(server.budget().held() - before).isGreaterThanOrEqualTo(CLIENTS * (long) LARGE);
        keys.late().forEach(late -> late.complete(null));
        await().atMost(LIMIT).until(() -> server.budget().held() <= before + LARGE);
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void aHandshakeSetsTheCookieAndTheApplicationsFields() {
        Response response = RestAssured.get(HANDSHAKE + "&key=good");
        response.then().statusCode(200).header("X-Served-By", "test").header("Set-Cookie",
                matchesPattern("sticky=[\\w-]{20}; Max-Age=3600; (Expires=[^;]+; )?Path=/; Secure; HTTPOnly; SameSite=None"));
        String cookie = response.getDetailedCookie("sticky").getValue();
        response.then().body(startsWith("0{\"sid\":\"" + cookie + "\""));
    }

    @Test
    void theRouteMatchesThePathWithAndWithoutSlashOnly() {
        RestAssured.get("/socket.io?EIO=4&transport=polling&key=good").then().statusCode(200);
        RestAssured.get("/socket.io/?EIO=4&transport=polling&key=good").then().statusCode(200);
        RestAssured.get("/socket.iox/?EIO=4&transport=polling&key=good").then().statusCode(404);
        RestAssured.given().header("Connection", "Upgrade").header("Upgrade", "websocket").header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==").get("/other/?EIO=4&transport=websocket").then()
                .statusCode(404);
    }

    @Test
    void messagesAreCompressedForClientsThatOfferIt() throws Exception {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(("GET /socket.io/?EIO=4&transport=websocket&key=good HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(answer.readLine()).contains(" 101 ");
            assertThat(answer.lines().takeWhile(line -> !line.isEmpty()).map(line -> line.toLowerCase(Locale.ROOT)))
                    .contains("sec-websocket-extensions: permessage-deflate");
        }
    }

    @Test
    void configuredOriginsGetCorsHeaders() {
        for (String origin : new String[] { "https://friend.example", "https://a.friends.example" }) {
            RestAssured.given().header("Origin", origin).header("Access-Control-Request-Method", "POST").options(HANDSHAKE)
                    .then().statusCode(204).header("Access-Control-Allow-Origin", origin)
                    .header("Access-Control-Allow-Credentials", "true");
        }
        RestAssured.given().header("Origin", "https://evil.example").get(HANDSHAKE + "&key=good").then().statusCode(403)
                .header("Access-Control-Allow-Origin", (String) null);
    }

    @ApplicationScoped
    static class Keys implements HandshakeGuard {
        private final Queue<UniEmitter<? super Void>> late = new ConcurrentLinkedQueue<>();

        void prepare(@Observes StartupEvent event, SocketIOServer io) {
            io.engine().onInitialHeaders((headers, request) -> headers.set("X-Served-By", "test"));
        }

        /** The requests with the key "late", which wait for the test. */
        Queue<UniEmitter<? super Void>> late() {
            return late;
        }

        @Override
        public Uni<Void> check(HandshakeRequest request) {
            if ("late".equals(request.query().get("key"))) {
                return Uni.createFrom().<Void> emitter(late::add);
            }
            return "good".equals(request.query().get("key")) ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(new HandshakeRefusedException("unknown key"));
        }
    }

    @Singleton // its field is read
    static class Refused {
        final BlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();

        void hear(@Observes ConnectionError error) {
            if (error.context().containsValue("GUARD")) {
                errors.add(error);
            }
        }
    }

    @SocketIO
    static class Handlers {
        @Inject
        SocketIOServer io;

        @OnEvent("clients")
        int clients() {
            return io.engine().clientsCount() > 0 ? 1 : 0;
        }
    }
}
