package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Clients recover on other servers over streams, in both languages, and get what they missed. */
@Requires({ "node", "npm", "redis-server" })
class RedisRecoveryTest {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = 3;

    @Test
    void clientsMoveBetweenHosts() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(RedisAdapter.STREAMS, redis.url(), "tested", true)
                        .java(List.of(1, 2))) {
            assertRecovered(cluster, true);
        }
    }

    @Test
    void clientsMoveBetweenServersOfBothLanguages() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(RedisAdapter.STREAMS, redis.url(), "tested", true).node()
                        .java(List.of(1, 2)).node()) {
            assertRecovered(cluster, false);
        }
    }

    private static void assertRecovered(RedisCluster cluster, boolean stop) {
        JsonNode result = cluster.run("redis-recovery.mjs",
                Map.of("clients", CLIENTS, "rounds", ROUNDS, "stop", stop));
        assertThat(result.path("moves").asInt()).as(result.toString()).isEqualTo(ROUNDS * cluster.servers().size());
        assertThat(cluster.errors()).isEmpty();
    }
}
