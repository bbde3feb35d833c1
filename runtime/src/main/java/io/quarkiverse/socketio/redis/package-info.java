/**
 * Public API: sends events to a cluster of Socket.IO servers over Redis from programs without CDI or Quarkus.
 * <p>
 * Entry: {@link io.quarkiverse.socketio.redis.RedisEmitter}. May import {@code bus.redis}, the parser of packets, Jackson and
 * Vert.x with its Redis client; not CDI or Quarkus.
 */
@NullMarked
package io.quarkiverse.socketio.redis;

import org.jspecify.annotations.NullMarked;
