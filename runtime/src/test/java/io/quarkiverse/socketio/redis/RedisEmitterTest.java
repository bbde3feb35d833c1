package io.quarkiverse.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/** Tests what a program sets and gets; the server confirms everything. */
class RedisEmitterTest {
    private static final Vertx VERTX = Vertx.vertx();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Redis redis = fake(Redis.class, (proxy, method, arguments) -> Future.succeededFuture(connection()));

    /** A value with a name of two words. */
    public record Price(double lastValue) {
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close();
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    private RedisConnection connection() {
        return fake(RedisConnection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("send") && !((Request) arguments[0]).command().equals(Command.UNSUBSCRIBE)) {
                requests.add(arguments[0].toString());
            }
            return Future.class.isAssignableFrom(method.getReturnType()) ? Future.succeededFuture() : null;
        });
    }

    private RedisEmitter.Builder builder() {
        return RedisEmitter.builder(VERTX, redis);
    }

    @Test
    void theStreamHasWhatWasEmittedWhenTheEmitterIsClosed() {
        try (RedisEmitter emitter = builder().streams("s", 1, 7).build()) {
            emitter.emit("e", LocalDate.of(2026, 11, 23), Duration.ofSeconds(90), new Price(1.5));
        }
        assertThat(requests).singleElement().asString().contains("xadd", "MAXLEN", "\r\n7\r\n",
                "\"data\":[\"e\",\"2026-11-23\",\"PT1M30S\",{\"lastValue\":1.5}]");
    }

    @Test
    void buffersAreBinary() {
        try (RedisEmitter emitter = builder().streams("s", 1, 7).objectMapper(new ObjectMapper()).build()) {
            emitter.serverSideEmit("e", Map.of("k", Buffer.buffer("text")));
        }
        assertThat(requests).singleElement().asString().as("binary makes base64 of it").contains("xadd")
                .doesNotContain("text", "{");
    }

    @Test
    void theObjectMapperOfTheProgramWritesArguments() {
        ObjectMapper mapper = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        try (RedisEmitter emitter = builder().shardedPubSub("p", "dynamic").objectMapper(mapper).build()) {
            emitter.to("room").emit("e", new Price(1.5));
        }
        assertThat(requests).singleElement().asString().contains("spublish", "p#/#room#", "{\"last_value\":1.5}");
        assertThat(mapper.getRegisteredModuleIds()).as("the program's own is not changed").isEmpty();
    }

    @Test
    void aClosedEmitterRefusesEvents() {
        RedisEmitter emitter = builder().build();
        emitter.close();
        emitter.close();
        assertThatThrownBy(() -> emitter.emit("e").toCompletableFuture().get()).hasMessageContaining("the emitter is closed");
    }

    @Test
    void closingOnAnEventLoopDoesNotWait() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Redis silent = fake(Redis.class, (proxy, method, arguments) -> Future.future(never -> {
        }));
        RedisEmitter emitter = RedisEmitter.builder(VERTX, silent).build();
        emitter.emit("e");
        VERTX.runOnContext(run -> {
            emitter.close();
            closed.complete(null);
        });
        closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void valuesThatCannotWorkAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().shardedPubSub("p", "DYNAMIC"))
                .withMessageContaining("\"DYNAMIC\" is none of");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().streams("s", 0, 10))
                .withMessageContaining("streamCount 0");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().timeout(Duration.ZERO))
                .withMessageContaining("less than a millisecond");
    }
}
