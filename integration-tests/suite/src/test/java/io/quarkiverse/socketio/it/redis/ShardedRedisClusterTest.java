package io.quarkiverse.socketio.it.redis;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

import io.quarkiverse.socketio.it.support.Requires;

/** Servers over sharded pub/sub. */
@Requires({ "node", "npm", "redis-server-7" })
class ShardedRedisClusterTest {
    @Nested
    @Tag("long")
    class OneChannel extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.SHARDED_STATIC;
        }
    }

    @Nested
    class ChannelsOfRooms extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.SHARDED_DYNAMIC;
        }
    }

    @Nested
    @Tag("long")
    class ChannelsOfRoomsAndSockets extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.SHARDED_DYNAMIC_PRIVATE;
        }
    }
}
