package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;
import io.quarkiverse.socketio.it.support.RedisConnection;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Several streams in a Redis Cluster, whose keys have different slots. */
@Requires("redis-server")
class StreamsOfRedisClusterTest {
    private static final int SLOTS = 16_384;
    private static final int NUMBERS = 500;
    /** Of the stream of the namespace {@code /}: the remainder of its hash is 2. */
    private static final String STREAM = "tested-2";

    @Test
    void allStreamsAreRead() throws Exception {
        try (RedisServer redis = RedisServer.start("--cluster-enabled", "yes")) {
            Object[] slots = Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(0, SLOTS).boxed()).toArray();
            redis.call(slots);
            await().atMost(AppProcess.LIMIT).until(() -> redis.call("CLUSTER", "INFO").toString(),
                    info -> info.contains("cluster_state:ok")); // about two seconds after its start
            try (RedisCluster cluster = new RedisCluster(RedisAdapter.SEVERAL_STREAMS, redis.url(), "tested", false)
                    .java(List.of(1), "-Dquarkus.redis.client-type=cluster");
                    PlainClient client = new PlainClient(URI.create(cluster.servers().get(0).url()).getPort());
                    RedisConnection connection = redis.connect()) {
                AppProcess app = cluster.applications().get(0);
                client.join("/");
                app.await("the client", () -> client.id("/") != null);
                for (int i = 1; i <= NUMBERS; i++) {
                    connection.call("XADD", STREAM, "*", "uid", "emitter", "nsp", "/", "type", "3", "data",
                            "{\"packet\":{\"type\":2,\"data\":[\"n\"," + i + "]},\"opts\":{}}");
                }
                app.await("the last event", () -> client.events("/").size() >= NUMBERS);
                assertThat(client.events("/")).hasSize(NUMBERS).last().isEqualTo("[\"n\"," + NUMBERS + "]");
            }
        }
    }
}
