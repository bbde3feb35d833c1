package io.quarkiverse.socketio.test.devmode;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.test.Client;
import io.quarkus.devui.tests.DevUIJsonRPCTest;
import io.quarkus.test.QuarkusDevModeTest;
import io.socket.client.Socket;

/** Tests what pages in Dev UI can ask for, and that the application's endpoints are listed. */
class DevUIServiceTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String URL = "http://localhost:8090";

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClasses(Greeter.class, Lobby.class)
                    .addAsResource(new StringAsset("quarkus.http.port=8090"), "application.properties"));

    private final DevUIJsonRPCTest rpc = new DevUIJsonRPCTest(DevUIPagesTest.NAMESPACE, URL);

    private static Client client() {
        return Client.connect(URI.create(URL + "/lobby"), Client.webSocketOnly());
    }

    private JsonNode emit(String room, String arguments) throws Exception {
        return rpc.executeJsonRPCMethod("emit",
                Map.of("namespace", "/lobby", "room", room, "event", "news", "arguments", arguments));
    }

    /** One application for all, as it would otherwise be started for each. */
    @TestFactory
    List<DynamicTest> theService() {
        return List.of(
                LimitedTest.of("theNamespacesAreThoseThatExist", this::theNamespacesAreThoseThatExist),
                LimitedTest.of("anEventReachesTheSocketsOfARoom", this::anEventReachesTheSocketsOfARoom),
                LimitedTest.of("aMistakeIsAnswered", this::aMistakeIsAnswered),
                LimitedTest.of("aSocketIsDisconnected", this::aSocketIsDisconnected),
                LimitedTest.of("thePathAndTheNamespacesAreAmongTheEndpoints",
                        this::thePathAndTheNamespacesAreAmongTheEndpoints),
                LimitedTest.of("thePageForUnknownPathsNamesThePathAndTheNamespaces",
                        this::thePageForUnknownPathsNamesThePathAndTheNamespaces));
    }

    private void theNamespacesAreThoseThatExist() throws Exception {
        assertThat(rpc.executeJsonRPCMethod("namespaces")).extracting(JsonNode::asText).containsExactly("/", "/lobby");
    }

    private void anEventReachesTheSocketsOfARoom() throws Exception {
        try (Client client = client()) {
            Client.Received news = client.received("news");
            assertThat(client.ask("join", "tea")).isEqualTo(3);
            assertThat(emit("tea", "[\"one\", 1]").get("done").asBoolean()).isTrue();
            assertThat(news.next()).containsExactly("one", 1);
        }
    }

    private void aMistakeIsAnswered() throws Exception {
        JsonNode reply = emit("", "{");
        assertThat(reply.get("done").asBoolean()).isFalse();
        assertThat(reply.get("message").asText()).startsWith("The arguments are no JSON array");
    }

    private void aSocketIsDisconnected() throws Exception {
        try (Client client = client()) {
            Client.Received end = client.received(Socket.EVENT_DISCONNECT);
            JsonNode reply = rpc.executeJsonRPCMethod("disconnect",
                    Map.of("namespace", "/lobby", "socket", client.socket().id()));
            assertThat(reply.get("done").asBoolean()).isTrue();
            assertThat(end.next()).containsExactly("io server disconnect");
        }
    }

    private void thePathAndTheNamespacesAreAmongTheEndpoints() throws Exception {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                new DevUIJsonRPCTest("devui-endpoints", URL).executeJsonRPCMethod("getAllEndpoints").toString())
                .contains("/socket.io/", "Socket.IO, namespaces: /, /lobby"));
    }

    private void thePageForUnknownPathsNamesThePathAndTheNamespaces() {
        given().accept("text/html").get(URI.create(URL + "/no-such-page")).then().statusCode(404)
                .body(containsString("/socket.io/")).body(containsString("Socket.IO, namespaces: /, /lobby"));
    }
}
