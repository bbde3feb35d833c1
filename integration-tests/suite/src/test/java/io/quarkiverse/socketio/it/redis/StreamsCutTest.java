package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;
import io.quarkiverse.socketio.it.support.RedisConnection;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** What is written to a stream while a server cannot read it reaches the server's clients later. */
@Requires("redis-server")
class StreamsCutTest {
    private static final int NUMBERS = 3000;
    private static final int CUTS = 10;

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void nothingIsLostOrTwiceOrOvertakenWhenConnectionsAreKilled(boolean recovery) throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(RedisAdapter.STREAMS, redis.url(), "tested", recovery)
                        .java(List.of(1));
                PlainClient client = new PlainClient(URI.create(cluster.servers().get(0).url()).getPort())) {
            AppProcess app = cluster.applications().get(0);
            client.join("/");
            app.await("the client", () -> client.id("/") != null);
            emit(redis);
            app.await("the last event", () -> client.events("/").size() >= NUMBERS);
            assertThat(client.events("/")).extracting(event -> event.replaceFirst("^\\[\"n\",(\\d+).*", "$1"))
                    .isEqualTo(IntStream.rangeClosed(1, NUMBERS).mapToObj(Integer::toString).toList());
            assertThat(client.events("/")).allMatch(event -> event.endsWith("\"]") == recovery);
        }
    }

    /** Adds entries as the emitter does, and kills the connections of servers again and again. */
    private static void emit(RedisServer redis) {
        try (RedisConnection connection = redis.connect()) {
            for (int i = 1; i <= NUMBERS; i++) {
                connection.call("XADD", "tested", "MAXLEN", "~", "10000", "*", "uid", "emitter", "nsp", "/", "type", "3",
                        "data", "{\"packet\":{\"type\":2,\"data\":[\"n\"," + i
                                + "]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}");
                if (i % (NUMBERS / CUTS) == NUMBERS / CUTS / 2) {
                    connection.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                }
            }
        }
    }
}
