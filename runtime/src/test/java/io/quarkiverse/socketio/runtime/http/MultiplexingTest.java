package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.POLLING;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

/** Tests sessions that share an HTTP/2 connection. */
class MultiplexingTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private HttpFixture server;
    private HttpClient client;
    /** The pending poll of a well-behaved session. */
    private CompletionStage<String> poll;
    private String waiting;

    @BeforeEach
    void start() throws Exception {
        server = new HttpFixture();
        client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false).setHttp2MaxPoolSize(1).setDefaultHost("127.0.0.1")
                .setDefaultPort(server.port()));
        waiting = open();
        poll = text(polling(waiting));
    }

    @AfterEach
    void theWaitingSessionIsServedOnTheSameConnection() throws Exception {
        assertThat(get(post(polling(waiting), "4hello"))).isEqualTo(200);
        assertThat(get(poll)).isEqualTo("4hello");
        assertThat(server.disconnections).hasValue(0);
        server.close();
        get(vertx.close().toCompletionStage());
    }

    @Test
    void aBodyAboveTheLimitClosesItsStreamOnly() {
        assertThat(get(post(polling(open()), "4" + "x".repeat(HttpFixture.MAX_PAYLOAD)))).isEqualTo(413);
    }

    @Test
    void aSlowBodyClosesItsStreamOnly() throws Exception {
        String sid = open();
        Future<Integer> status = client.request(HttpMethod.POST, polling(sid)).compose(request -> {
            request.setChunked(true).write("4he");
            return request.response();
        }).map(response -> response.statusCode());
        assertThat(get(status.toCompletionStage())).isEqualTo(408);
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
    }

    private String open() {
        String body = get(text(POLLING));
        return body.substring(body.indexOf("sid") + 6, body.indexOf("\",\"upgrades"));
    }

    private CompletionStage<Integer> post(String target, String body) {
        return client.request(HttpMethod.POST, target).compose(request -> request.send(body))
                .map(response -> response.statusCode()).toCompletionStage();
    }

    private CompletionStage<String> text(String target) {
        CompletableFuture<String> body = new CompletableFuture<>();
        // on the connection's event loop: on another thread the body may have passed before the read
        context.runOnContext(now -> client.request(HttpMethod.GET, target).compose(HttpClientRequest::send)
                .compose(response -> response.body()).map(Object::toString)
                .onSuccess(body::complete).onFailure(body::completeExceptionally));
        return body;
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
