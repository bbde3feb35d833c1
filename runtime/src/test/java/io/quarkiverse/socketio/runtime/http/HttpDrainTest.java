package io.quarkiverse.socketio.runtime.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

class HttpDrainTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final HttpDrain requests = new HttpDrain();
    /** The pending request to {@code /slow}. */
    private final CompletableFuture<RoutingContext> slow = new CompletableFuture<>();
    private final CompletableFuture<GoAway> goAway = new CompletableFuture<>();
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
    void anHttp1ConnectionClosesAfterItsNextResponse() throws IOException {
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.setSoTimeout(30_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            OutputStream out = client.getOutputStream();
            byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1);
            out.write(request);
            assertThat(head(in)).contains("content-length: 4").noneMatch(field -> field.startsWith("connection"));
            assertThat(in.skip(4)).isEqualTo(4);
            requests.start();
            out.write(request);
            assertThat(in.lines().toList()).as("the next response, and the close").contains("connection: close").last()
                    .isEqualTo("here");
        }
        assertThat(requests.answered()).isEqualTo(2);
    }

    private static List<String> head(BufferedReader in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            head.add(line);
        }
        return head;
    }

    @Test
    void aClientMayFinishItsBodyAfterAnEarlyResponse() throws IOException {
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
            assertThat(in.lines().toList()).as("the following data, up to an orderly close").contains("connection: close")
                    .last().isEqualTo("not read");
        }
    }

    @Test
    void anHttp2ConnectionGetsGoAwayAndItsRequestsAreAnswered() {
        HttpClient client = client();
        assertThat(get(body(client, "/"))).isEqualTo("here");
        CompletionStage<String> answer = body(client, "/slow");
        RoutingContext underWay = get(slow);
        requests.start();
        GoAway frame = get(goAway);
        assertThat(frame.getErrorCode()).isZero();
        assertThat(frame.getLastStreamId()).as("the last stream that is served").isEqualTo(Integer.MAX_VALUE);
        assertThat(requests.inFlight()).isEqualTo(1);
        underWay.vertx().runOnContext(now -> underWay.end("in the end"));
        assertThat(get(answer)).isEqualTo("in the end");
        assertThat(requests.inFlight()).isZero();
    }

    @Test
    void aNewHttp2ConnectionGetsGoAwayToo() {
        requests.start();
        assertThat(get(body(client(), "/"))).isEqualTo("here");
        assertThat(get(goAway).getErrorCode()).isZero();
    }

    private HttpClient client() {
        return vertx.httpClientBuilder()
                .with(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)
                        .setHttp2MaxPoolSize(1).setDefaultPort(port))
                .withConnectHandler(connection -> connection.goAwayHandler(goAway::complete)).build();
    }

    private CompletionStage<String> body(HttpClient client, String path) {
        CompletableFuture<String> body = new CompletableFuture<>();
        // on the connection's event loop: on another thread the body may have passed before the read
        context.runOnContext(now -> client.request(HttpMethod.GET, path).compose(request -> request.send())
                .compose(response -> response.body()).map(Object::toString)
                .onSuccess(body::complete).onFailure(body::completeExceptionally));
        return body;
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
