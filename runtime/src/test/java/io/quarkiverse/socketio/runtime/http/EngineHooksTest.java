package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.MAX_CONNECTIONS;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.POLLING;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.WEBSOCKET;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.ConnectionError;
import io.quarkiverse.socketio.HandshakeRefusedException;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkiverse.socketio.ResponseHeaders;
import io.smallrye.mutiny.Uni;

/** Tests guards, listeners and header customizers of an application, over a real server. */
@Timeout(30)
class EngineHooksTest extends HttpSetUp {
    private final BlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() {
        server.hooks.onConnectionError(errors::add);
    }

    private ConnectionError nextError() throws InterruptedException {
        ConnectionError error = errors.poll(5, TimeUnit.SECONDS);
        if (error == null) {
            throw new AssertionError("no error was reported");
        }
        return error;
    }

    @Test
    void aGuardCanAcceptClientsOfBothTransports() throws Exception {
        BlockingQueue<HandshakeRequest> asked = new LinkedBlockingQueue<>();
        server.hooks.allowRequest(request -> {
            asked.add(request);
            return Uni.createFrom().voidItem();
        });
        client.request("GET", POLLING + "&token=a%20b", "X-Key: 1\r\n", "");
        assertThat(client.response().body()).startsWith("0{");
        HandshakeRequest polling = asked.take();
        assertThat(polling.query()).containsEntry("token", "a b");
        assertThat(polling.header("x-KEY")).isEqualTo("1");
        assertThat(polling.headers()).containsEntry("x-key", List.of("1"));
        assertThat(polling.address()).isEqualTo("127.0.0.1");
        assertThat(polling.url()).isEqualTo(POLLING + "&token=a%20b");
        assertThat(polling.upgrade()).isFalse();
        try (RawClient webSocket = server.webSocket()) {
            assertThat(asked.take().upgrade()).isTrue();
            webSocket.text("4a");
            assertThat(webSocket.nextFrame()).isEqualTo("4a");
        }
        assertThat(server.hooks.clientsCount()).isPositive();
    }

    @Test
    void aGuardMayCompleteOnAnotherThread() throws IOException {
        server.hooks.allowRequest(request -> Uni.createFrom().completionStage(() -> CompletableFuture.runAsync(() -> {
        })));
        assertThat(client.get(POLLING).body()).startsWith("0{");
        try (RawClient webSocket = server.webSocket()) {
            webSocket.text("4a");
            assertThat(webSocket.nextFrame()).isEqualTo("4a");
        }
    }

    @Test
    void guardsAreNotCalledForRequestsOfASession() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.hooks.allowRequest(request -> {
            asked.incrementAndGet();
            return Uni.createFrom().voidItem();
        });
        String sid = server.open();
        client.post(polling(sid), "4a");
        client.get(polling(sid));
        assertThat(client.webSocket(WEBSOCKET + "&sid=" + sid, "").status()).isEqualTo(101);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aRefusedClientGetsTheGuardsMessage() throws Exception {
        server.hooks.allowRequest(request -> Uni.createFrom().voidItem());
        server.hooks.allowRequest(request -> Uni.createFrom().failure(new HandshakeRefusedException("not \"today\"")));
        RawClient.Response response = client.get(POLLING);
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("{\"code\":4,\"message\":\"not \\\"today\\\"\"}");
        ConnectionError error = nextError();
        assertThat(error.code()).isEqualTo(4);
        assertThat(error.context()).containsEntry("name", "GUARD").containsEntry("message", "not \"today\"");
        assertThat(client.get(POLLING).status()).as("the connection goes on").isEqualTo(403);
        RawClient.Response upgrade = client.webSocket(WEBSOCKET, "");
        assertThat(upgrade.status()).isEqualTo(400);
        assertThat(upgrade.body()).isEqualTo("not \"today\"");
        assertThat(client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void theFailureOfAGuardIsNotSentToTheClient(boolean thrown) throws Exception {
        server.hooks.allowRequest(request -> {
            IllegalStateException secret = new IllegalStateException("jdbc:secret");
            if (thrown) {
                throw secret;
            }
            return Uni.createFrom().failure(secret);
        });
        RawClient.Response response = client.get(POLLING);
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    }

    @Test
    void aGuardThatNeverCompletesRefusesTheClient() throws IOException {
        server.hooks.allowRequest(request -> Uni.createFrom().nothing());
        assertThat(client.get(POLLING).status()).isEqualTo(403);
        assertThat(client.webSocket(WEBSOCKET, "").status()).isEqualTo(400);
    }

    @Test
    void aClientThatDisconnectsBeforeTheGuardCompletesOpensNoSession() throws Exception {
        CompletableFuture<Void> decision = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        server.hooks.allowRequest(request -> {
            asked.complete(null);
            return Uni.createFrom().completionStage(decision);
        });
        client.request("GET", POLLING, "", "");
        asked.get(5, TimeUnit.SECONDS);
        client.reset();
        while (server.disconnections.get() == 0) {
            Thread.onSpinWait();
        }
        decision.complete(null);
        server.hooks.allowRequest(request -> Uni.createFrom().failure(new HandshakeRefusedException("no more")));
        try (RawClient other = server.client()) { // another task of the same thread, so that the first has ended
            assertThat(other.get(POLLING).status()).isEqualTo(403);
        }
        assertThat(server.engine.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "GET,/socket.io/?EIO=4&transport=x,0,Transport unknown,{transport=x}",
            "GET,/socket.io/?EIO=4&transport=polling&sid=x,1,Session ID unknown,{sid=x}",
            "PUT,/socket.io/?EIO=4&transport=polling,2,Bad handshake method,{method=PUT}",
            "GET,/socket.io/?EIO=4&transport=websocket,3,Bad request,{name=TRANSPORT_HANDSHAKE_ERROR}",
            "GET,/socket.io/?EIO=9&transport=polling,5,Unsupported protocol version,{protocol=9}" })
    void listenersGetRefusedRequestsWithTheirContext(String method, String target, int code, String message, String context)
            throws Exception {
        client.request(method, target, "X-Key: 1\r\n", "");
        client.response();
        ConnectionError error = nextError();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.context()).hasToString(context);
        assertThat(error.request().method()).isEqualTo(method);
        assertThat(error.request().headers()).containsEntry("x-key", List.of("1"));
    }

    @Test
    void listenersAreCalledForAWrongTransportAndAForeignPage() throws Exception {
        try (RawClient webSocket = server.webSocket()) {
            assertThat(client.get(polling("sid1")).status()).isEqualTo(400);
            assertThat(nextError().context()).containsEntry("name", "TRANSPORT_MISMATCH").containsEntry("transport", "polling");
        }
        client.request("GET", POLLING, "Origin: https://evil.example\r\n", "");
        assertThat(client.response().status()).isEqualTo(403);
        assertThat(nextError().context()).containsEntry("name", "ORIGIN_NOT_ALLOWED");
        client.request("GET", POLLING, "Origin: https://friend.example\u007f\r\n", "");
        assertThat(client.response().status()).isEqualTo(400);
    }

    @Test
    void aFailingListenerDoesNotAffectOthers() throws IOException {
        server.hooks.onConnectionError(error -> {
            throw new IllegalStateException("on purpose");
        });
        server.hooks.onHeaders((headers, request) -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(client.get("/socket.io/").status()).isEqualTo(400);
        assertThat(client.get(POLLING).status()).isEqualTo(200);
    }

    @Test
    void headersAreAddedToTheFirstResponseAndToEach() throws Exception {
        server.hooks.onInitialHeaders((headers, request) -> headers.set("X-First", request.method()).add("Set-Cookie", "a=1"));
        server.hooks.onHeaders((headers, request) -> headers.set("X-Each", "yes").remove("X-None").set("X-Type",
                String.valueOf(headers.get("content-type"))));
        RawClient.Response handshake = client.get(POLLING);
        assertThat(handshake.head()).contains("x-first: get", "set-cookie: a=1", "x-each: yes",
                "x-type: text/plain; charset=utf-8", "set-cookie: io=host1.sid1; path=/; httponly; samesite=lax");
        RawClient.Response post = client.post(polling("sid1"), "4a");
        assertThat(post.head()).contains("x-each: yes").doesNotContain("x-first", "set-cookie");
        try (RawClient webSocket = server.client()) {
            assertThat(webSocket.webSocket(WEBSOCKET, "").head()).contains("x-first: get", "x-each: yes", "set-cookie: a=1")
                    .doesNotContain("io=host1");
        }
        assertThat(client.get("/socket.io/").head()).as("refusals are not touched").doesNotContain("x-each");
    }

    @Test
    void aListenerOfRefusedRequestsCanBeRemoved() throws Exception {
        BlockingQueue<ConnectionError> removed = new LinkedBlockingQueue<>();
        Consumer<ConnectionError> listener = removed::add;
        assertThat(server.hooks.onConnectionError(listener).onConnectionError(listener)).isSameAs(server.hooks);
        assertThat(refusedRequestReported()).isEqualTo(1);
        assertThat(removed).hasSize(2);
        assertThat(server.hooks.offConnectionError(listener)).isSameAs(server.hooks);
        assertThat(refusedRequestReported()).isEqualTo(1);
        assertThat(removed).as("one of two registrations is left").hasSize(3);
        server.hooks.offConnectionError(listener).offConnectionError(listener);
        assertThat(refusedRequestReported()).as("other listeners stay").isEqualTo(1);
        assertThat(removed).hasSize(3);
    }

    /** Sends a request that is refused, and returns how often {@link #errors} was told; all listeners are called before. */
    private int refusedRequestReported() throws Exception {
        assertThat(client.get("/socket.io/?EIO=9&transport=polling").status()).isEqualTo(400);
        nextError();
        return 1 + errors.size();
    }

    @Test
    void listenersOfHeadersCanBeRemoved() throws IOException {
        BiConsumer<ResponseHeaders, HandshakeRequest> first = (headers, request) -> headers.set("X-First", "yes");
        BiConsumer<ResponseHeaders, HandshakeRequest> each = (headers, request) -> headers.set("X-Each", "yes");
        server.hooks.onInitialHeaders(first).onHeaders(each);
        assertThat(client.get(POLLING).head()).contains("x-first: yes", "x-each: yes");
        assertThat(server.hooks.offInitialHeaders(first)).isSameAs(server.hooks);
        assertThat(client.get(POLLING).head()).contains("x-each: yes").doesNotContain("x-first");
        server.hooks.onInitialHeaders(first).offInitialHeaders(each);
        assertThat(server.hooks.offHeaders(each)).isSameAs(server.hooks);
        assertThat(client.get(POLLING).head()).contains("x-first: yes").doesNotContain("x-each");
    }

    @Test
    void internetExplorersFilterIsDisabled() throws IOException {
        client.request("GET", POLLING, "User-Agent: Mozilla/5.0 (Trident/7.0; rv:11.0)\r\n", "");
        assertThat(client.response().head()).contains("x-xss-protection: 0");
        assertThat(client.get(POLLING).head()).doesNotContain("x-xss-protection");
    }

    @Test
    void aFullServerSendsRetryAfter() throws Exception {
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            all.add(server.webSocket());
        }
        RawClient.Response response = client.get(POLLING);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.head()).contains("retry-after: 5");
        assertThat(response.body()).isEqualTo("{\"code\":4,\"message\":\"Server at capacity\"}");
        assertThat(nextError().context()).containsEntry("name", "LIMIT");
        RawClient.Response upgrade = client.webSocket(WEBSOCKET, "");
        assertThat(upgrade.status()).isEqualTo(503);
        assertThat(upgrade.body()).isEqualTo("Server at capacity");
        all.remove(0).close();
        assertThat(server.nextEnd()).endsWith("TRANSPORT_CLOSE");
        all.add(server.webSocket());
        for (RawClient each : all) {
            each.close();
        }
    }
}
