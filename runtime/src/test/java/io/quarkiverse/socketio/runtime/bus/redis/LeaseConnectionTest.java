package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/** Tests the connection of a lease with a server that accepts connections and does not respond. */
class LeaseConnectionTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close();
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    private RedisConnection silent() {
        return fake(RedisConnection.class, (self, method, args) -> switch (method.getName()) {
            case "send" -> Promise.promise().future();
            case "close" -> Future.succeededFuture();
            default -> self;
        });
    }

    @Test
    void aConnectionOnWhichNothingIsAnsweredIsReplaced() {
        Redis redis = fake(Redis.class, (self, method, args) -> {
            connections.incrementAndGet();
            return Future.succeededFuture(silent());
        });
        LeaseConnection lease = new LeaseConnection(redis, vertx.getOrCreateContext(), "key");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            CompletableFuture<?> answer = lease.take("owner", RedisLease.TIME).toCompletableFuture();
            return connections.get() == 2 && !answer.isCompletedExceptionally();
        });
        lease.close();
        assertThat(connections).hasValue(2);
    }
}
