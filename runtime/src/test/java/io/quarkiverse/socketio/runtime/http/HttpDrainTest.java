package io.quarkiverse.socketio.runtime.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

class HttpDrainTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpDrain requests = new HttpDrain();
    /** The request to {@code /slow}. */
    private final CompletableFuture<RoutingContext> slow = new CompletableFuture<>();
    private final CompletableFuture<GoAway> goAway = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        router.route().handler(requests);
        router.get("/slow").handler(slow::complete);
        router.get().handler(context -> context.end("here"));
        router.post().handler(context -> context.end("not read"));
        port = get(vertx.createHttpServer().requestHandler(router).listen(0).toCompletionStage()).actualPort();
    }

    @AfterEach
    void stop() {
        get(vertx.close().toCompletionStage());
    }

    @Test
    void aConnectionOfHttp1EndsWithItsNextAnswer() {
        HttpClient client = client(HttpVersion.HTTP_1_1);
        assertThat(ask(client, "/").getHeader(HttpHeaders.CONNECTION)).isNull();
        requests.start();
        assertThat(closed).isNotDone();
        assertThat(ask(client, "/").getHeader(HttpHeaders.CONNECTION)).isEqualTo("close");
        get(closed);
        assertThat(requests.answered()).isEqualTo(2);
    }

    @Test
    void aClientThatIsAnsweredBeforeItsBodyIsThereMaySendItToTheEnd() throws IOException {
        requests.start();
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.setSoTimeout(30_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            OutputStream out = client.getOutputStream();
            out.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
            for (int sent = 0; sent < 20; sent++) {
                out.write(new byte[100_000]);
            }
            assertThat(in.lines().toList()).as("what follows, to an end in good order").contains("connection: close")
                    .last().isEqualTo("not read");
        }
    }

    @Test
    void aConnectionOfHttp2IsToldAtOnceAndItsRequestsAreAnswered() {
        HttpClient client = client(HttpVersion.HTTP_2);
        ask(client, "/");
        CompletionStage<String> answer = body(client, "/slow");
        RoutingContext underWay = get(slow);
        requests.start();
        GoAway told = get(goAway);
        assertThat(told.getErrorCode()).isZero();
        assertThat(told.getLastStreamId()).as("the last stream that is served").isEqualTo(Integer.MAX_VALUE);
        assertThat(requests.inFlight()).isEqualTo(1);
        underWay.vertx().runOnContext(now -> underWay.end("in the end"));
        assertThat(get(answer)).isEqualTo("in the end");
        assertThat(requests.inFlight()).isZero();
    }

    @Test
    void aConnectionOfHttp2ThatComesLateIsToldToo() {
        requests.start();
        assertThat(get(body(client(HttpVersion.HTTP_2), "/"))).isEqualTo("here");
        assertThat(get(goAway).getErrorCode()).isZero();
    }

    private HttpClient client(HttpVersion version) {
        return vertx.httpClientBuilder()
                .with(new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false).setMaxPoolSize(1)
                        .setHttp2MaxPoolSize(1).setDefaultPort(port))
                .withConnectHandler(connection -> {
                    connection.closeHandler(closed::complete);
                    if (version == HttpVersion.HTTP_2) {
                        connection.goAwayHandler(goAway::complete);
                    }
                }).build();
    }

    private static HttpClientResponse ask(HttpClient client, String path) {
        return get(client.request(HttpMethod.GET, path).compose(request -> request.send())
                .compose(response -> response.body().map(response)).toCompletionStage());
    }

    private static CompletionStage<String> body(HttpClient client, String path) {
        return client.request(HttpMethod.GET, path).compose(request -> request.send())
                .compose(response -> response.body()).map(Object::toString).toCompletionStage();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
