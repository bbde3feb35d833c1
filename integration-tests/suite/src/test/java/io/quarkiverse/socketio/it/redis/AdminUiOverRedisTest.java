package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests administrators of a server in Node and of two workers, in one cluster. */
@Requires({ "node", "npm", "redis-server" })
class AdminUiOverRedisTest {

    @Test
    void administratorsOfEachServerSeeAndCommandTheSocketsOfAll() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(RedisAdapter.PUB_SUB, redis.url(), "tested").java(List.of(2),
                        "-Dquarkus.socketio.admin.enabled=true", "-Dquarkus.socketio.admin.auth=none")) {
            assertThat(cluster.run("admin-mixed.mjs", Map.of()).path("ok").asBoolean()).isTrue();
            assertThat(cluster.errors()).isEmpty();
        }
    }
}
