package io.quarkiverse.socketio.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RedisConnection.RedisException;

@Requires("redis-server")
class RedisServerTest {
    @Test
    void aKilledServerStartsAgainEmptyOnTheSamePort() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.call("SET", "k", "größer");
            assertThat(redis.call("GET", "k")).isEqualTo("größer");
            redis.kill();
            assertThatThrownBy(redis::connect).isInstanceOf(UncheckedIOException.class);
            redis.restart();
            assertThat(redis.call("GET", "k")).isNull();
        }
    }

    @Test
    void aPausedServerAnswersWhenItIsResumed() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.pause();
            try (RedisConnection waiting = new RedisConnection(redis.port(), Duration.ofMillis(50))) {
                assertThatThrownBy(() -> waiting.call("PING")).isInstanceOf(UncheckedIOException.class);
            }
            redis.resume();
            assertThat(redis.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void subscribersAreCountedAndTheirConnectionsClosed() throws Exception {
        try (RedisServer redis = RedisServer.start("--requirepass", "secret"); RedisConnection subscriber = redis.connect()) {
            assertThat(subscriber.call("SUBSCRIBE", "c")).isEqualTo(List.of("subscribe", "c", 1L));
            assertThat(redis.subscribers("c")).isEqualTo(1);
            redis.call("PUBLISH", "c", new byte[] { 'x' });
            assertThat(subscriber.reply()).isEqualTo(List.of("message", "c", "x"));
            assertThat(redis.killClients("pubsub")).isEqualTo(1);
            assertThat(redis.subscribers("c")).isZero();
        }
    }

    @Test
    void optionsReachTheServer() {
        try (RedisServer redis = RedisServer.start("--maxmemory", "1mb", "--maxmemory-policy", "noeviction")) {
            assertThat(redis.info("maxmemory")).isEqualTo("1048576");
            assertThatThrownBy(() -> redis.call("SET", "k", "x".repeat(2_000_000))).isInstanceOf(RedisException.class)
                    .hasMessageContaining("OOM");
        }
    }

    @Test
    void sentinelsMakeTheReplicaTheMaster() {
        try (RedisSentinels sentinels = RedisSentinels.start(1)) {
            RedisServer first = sentinels.master();
            sentinels.killMaster();
            assertThat(sentinels.master()).isNotSameAs(first);
        }
    }

    /** What runs where no server is installed; the library has none for some systems. */
    @Test
    void theServerOfTheLibraryHasTheVersionThatTestsExpect() {
        RedisProgram.embedded().ifPresent(program -> assertThat(RedisProgram.version(program)).isEqualTo(6));
    }
}
