package io.quarkiverse.socketio.it.redis;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

import io.quarkiverse.socketio.it.support.Requires;

/** Servers over plain pub/sub. */
@Requires({ "node", "npm", "redis-server" })
class RedisClusterTest {
    @Nested
    class OneResponseChannel extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.PUB_SUB;
        }
    }

    @Nested
    @Tag("long")
    class ResponseChannelsOfServers extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.PUB_SUB_OWN_CHANNEL;
        }
    }
}
