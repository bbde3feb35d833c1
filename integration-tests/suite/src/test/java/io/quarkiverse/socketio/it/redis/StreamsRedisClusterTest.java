package io.quarkiverse.socketio.it.redis;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

import io.quarkiverse.socketio.it.support.Requires;

/** Servers over streams. */
@Requires({ "node", "npm", "redis-server" })
class StreamsRedisClusterTest {
    @Nested
    class OneStream extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.STREAMS;
        }
    }

    @Nested
    @Tag("long")
    class SeveralStreams extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.SEVERAL_STREAMS;
        }
    }

    @Nested
    @Tag("long")
    @Requires("redis-server-7")
    class ShardedChannels extends MixedClusterContract {
        @Override
        RedisAdapter adapter() {
            return RedisAdapter.STREAMS_SHARDED;
        }
    }
}
