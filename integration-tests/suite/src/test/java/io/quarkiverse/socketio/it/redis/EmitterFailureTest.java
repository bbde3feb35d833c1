package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.redis.RedisEmitter;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** Emitters tell when Redis fails, and use it again when it is back. */
@Requires("redis-server")
class EmitterFailureTest {
    private static final Duration LONG = Duration.ofSeconds(120);

    private final RedisServer redis = RedisServer.start();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        redis.close();
    }

    private RedisEmitter.Builder builder() {
        return RedisEmitter.builder(vertx, Redis.createClient(vertx, redis.url()));
    }

    private static void await(CompletionStage<Void> stage) {
        stage.toCompletableFuture().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void assertFails(CompletionStage<Void> stage, String reason) {
        assertThatThrownBy(() -> await(stage)).hasCauseInstanceOf(SocketIOException.class).hasMessageContaining(reason);
    }

    @Test
    void whatIsEmittedWhileRedisIsDownIsSentWhenItIsBack() {
        try (RedisEmitter emitter = builder().streams("stream", 1, 100).timeout(LONG).build()) {
            await(emitter.emit("before"));
            redis.kill();
            CompletionStage<Void> meanwhile = emitter.emit("meanwhile");
            redis.restart();
            try {
                await(meanwhile);
            } catch (RuntimeException lost) {
                // sent before the end of the connection was seen
                assertThat(lost).hasMessageContaining("it may have arrived");
            }
            await(emitter.emit("after"));
        }
        assertThat(redis.call("XRANGE", "stream", "-", "+").toString()).contains("after");
    }

    @Test
    void whatIsEmittedFailsIfRedisStaysDown() {
        redis.kill();
        try (RedisEmitter emitter = builder().timeout(Duration.ofMillis(500)).build()) {
            assertFails(emitter.emit("lost"), "it is not connected");
        }
    }

    @Test
    void whatIsEmittedFailsIfRedisDoesNotRespond() {
        try (RedisEmitter emitter = builder().timeout(Duration.ofMillis(500)).build()) {
            await(emitter.emit("before"));
            redis.pause();
            assertFails(emitter.emit("silence"), "no response within 500 ms");
            redis.resume();
        }
        // also those that waited for Redis
        Awaitility.await().atMost(LONG)
                .untilAsserted(() -> assertThat(redis.info("connected_clients")).as("the test's alone").isEqualTo("1"));
        try (RedisEmitter emitter = builder().timeout(LONG).build()) {
            await(emitter.emit("after"));
        }
    }

    @Test
    void aConnectionThatRedisClosesIsOpenedAgain() {
        try (RedisEmitter emitter = builder().timeout(LONG).build()) {
            for (int i = 0; i < 3; i++) {
                try {
                    await(emitter.emit("event"));
                } catch (RuntimeException lost) {
                    assertThat(lost).hasMessageContaining("it may have arrived");
                    await(emitter.emit("event"));
                }
                redis.killClients("normal");
            }
        }
    }

    @Test
    void whatRedisRefusesFails() {
        redis.call("CONFIG", "SET", "maxmemory", "1");
        try (RedisEmitter emitter = builder().streams("stream", 1, 100).build()) {
            assertFails(emitter.emit("too much"), "OOM");
            redis.call("CONFIG", "SET", "maxmemory", "0");
            await(emitter.emit("enough"));
        }
    }

    @Test
    void closingWaitsForAllThatWasEmitted() {
        int events = 5000;
        try (RedisEmitter emitter = builder().streams("stream", 1, 2 * events).timeout(LONG).build()) {
            for (int i = 0; i < events; i++) {
                emitter.to("room").emit("event", i);
            }
        }
        assertThat(redis.call("XLEN", "stream")).isEqualTo((long) events);
    }
}
