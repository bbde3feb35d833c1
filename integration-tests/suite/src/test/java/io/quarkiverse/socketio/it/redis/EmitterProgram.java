package io.quarkiverse.socketio.it.redis;

import io.quarkiverse.socketio.redis.RedisEmitter;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** Emits one event and exits: a program without CDI and Quarkus. Arguments: the URL of Redis, the kind of adapter, the key. */
final class EmitterProgram {
    private EmitterProgram() {
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        Redis redis = Redis.createClient(vertx, args[0]);
        RedisEmitter.Builder builder = RedisEmitter.builder(vertx, redis);
        switch (args[1]) {
            case "classic" -> builder.pubSub(args[2]);
            case "sharded" -> builder.shardedPubSub(args[2], "dynamic");
            default -> builder.streams(args[2], 1, 1000);
        }
        try (RedisEmitter emitter = builder.build()) {
            emitter.emit("headline", "It works");
        }
        vertx.close();
    }
}
