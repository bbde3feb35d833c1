/**
 * The connection between hosts over Redis, for applications with the extension {@code quarkus-redis-client}.
 * <p>
 * Entry: {@link io.quarkiverse.socketio.runtime.quarkus.redis.RedisWiring}. Classes of the Redis client are imported here and in
 * {@code bus.redis} only.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.quarkus.redis;

import org.jspecify.annotations.NullMarked;
