package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Clients of one host, on two workers, receive each event once and in order while Redis fails, with recovery over streams. */
@Requires("redis-server")
class StreamsFailureTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int CLIENTS = 4;
    private static final int BATCH = 50;

    private final List<PlainClient> clients = new ArrayList<>();
    private AppProcess app;
    private URI server;
    private int emitted;

    @Test
    void theClientsOfAHostReceiveEachEventOnceWhileRedisFails() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(RedisAdapter.STREAMS, redis.url(), "tested", true).java(List.of(2))) {
            app = cluster.applications().get(0);
            server = URI.create(cluster.servers().get(0).url());
            for (int i = 0; i < CLIENTS; i++) {
                PlainClient client = new PlainClient(server.getPort());
                clients.add(client);
                client.join("/");
                app.await("a client", () -> client.id("/") != null);
            }
            emit();
            awaitAll();
            redis.call("CONFIG", "SET", "maxmemory", "1");
            emit();
            awaitAll();
            redis.call("CONFIG", "SET", "maxmemory", "0");
            emit();
            redis.pause();
            emit();
            awaitAll();
            redis.resume();
            emit();
            redis.kill();
            emit();
            awaitAll();
            redis.restart();
            awaitPlaces();
            assertThat(cluster.errors()).isEmpty();
        } finally {
            clients.forEach(PlainClient::close);
        }
    }

    private void emit() throws IOException, InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            emitted++;
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/socket.io/app/ctl/emit"))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"event\":\"n\",\"args\":[" + emitted + "]}")).build();
            assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    /** Waits until all clients have all events, and checks that each has come once and, from one worker, in order. */
    private void awaitAll() {
        for (PlainClient client : clients) {
            app.await("all events", () -> client.events("/").size() >= emitted);
            assertThat(numbers(client)).containsExactlyInAnyOrderElementsOf(
                    IntStream.rangeClosed(1, emitted).mapToObj(Integer::toString).toList());
        }
    }

    private static List<String> numbers(PlainClient client) {
        return client.events("/").stream().map(event -> event.replaceFirst("^\\[\"n\",(\\d+).*", "$1")).toList();
    }

    /** Waits until events are kept again. */
    private void awaitPlaces() {
        app.await("an event with an offset", () -> {
            try {
                emit();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            awaitAll();
            return clients.stream().allMatch(client -> client.events("/").get(emitted - 1).endsWith("\"]"));
        });
    }
}
