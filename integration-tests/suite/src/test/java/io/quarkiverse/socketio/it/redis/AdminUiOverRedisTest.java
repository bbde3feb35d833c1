package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests administrators of a server in Node and of two workers, in one cluster. */
@Requires({ "node", "npm", "redis-server" })
class AdminUiOverRedisTest {
    private static final String KEY = "tested";

    @ParameterizedTest
    @EnumSource(names = { "PUB_SUB", "STREAMS" })
    void administratorsOfEachServerSeeAndCommandTheSocketsOfAll(RedisAdapter adapter) throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(adapter, redis.url(), KEY).java(List.of(2),
                        "-Dquarkus.socketio.admin.enabled=true", "-Dquarkus.socketio.admin.auth=none")) {
            assertThat(cluster.run("admin-mixed.mjs", Map.of("npm", adapter.npm, "options", adapter.npmOptions(KEY)))
                    .path("ok").asBoolean()).isTrue();
            assertThat(cluster.errors()).isEmpty();
        }
    }

    @Test
    @Requires("redis-server-7")
    void administratorsOfEachServerSeeAndCommandTheSocketsOfAllOverShardedChannels() throws Exception {
        administratorsOfEachServerSeeAndCommandTheSocketsOfAll(RedisAdapter.SHARDED_DYNAMIC);
    }
}
