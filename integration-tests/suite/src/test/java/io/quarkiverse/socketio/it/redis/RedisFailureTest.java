package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.RedisSentinels;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** While Redis fails, the clients of each host are served; the hosts find each other again when it is back. */
@Requires("redis-server")
class RedisFailureTest {
    private static final String KEY = "tested";
    private static final int UNCONFIRMED_BYTES = 10_000;
    private static final String LOST = "Redis is not connected";
    private static final String BACK = "Redis is connected again";

    @ParameterizedTest
    @EnumSource(names = { "PUB_SUB", "STREAMS" })
    void hostsFindEachOtherAgain(RedisAdapter adapter) {
        try (RedisServer redis = RedisServer.start(); TwoHosts hosts = new TwoHosts(adapter.quarkusOptions(redis.url(), KEY))) {
            long lost = hosts.lines(1, LOST);

            redis.killClients("pubsub");
            redis.killClients("normal");
            hosts.emitLocally(20);
            hosts.awaitDelivery();

            redis.kill();
            hosts.awaitConnected(false);
            hosts.emitLocally(200);
            redis.restart();
            hosts.awaitConnected(true);
            hosts.awaitDelivery();

            redis.pause();
            hosts.awaitConnected(false);
            hosts.emitLocally(200);
            redis.resume();
            hosts.awaitConnected(true);
            hosts.awaitDelivery();

            assertThat(hosts.received(1)).doesNotHaveDuplicates();
            assertThat(hosts.lines(1, LOST) - lost).as("one line for each loss").isBetween(2L, 3L);
            hosts.app(1).await("a line for each return", () -> hosts.lines(1, BACK) == hosts.lines(1, LOST));
            assertThat(hosts.app(0).output()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "PUB_SUB", "STREAMS" })
    void hostsBehindAPartitionAreServedWithinTheLimit(RedisAdapter adapter) throws IOException {
        try (RedisServer redis = RedisServer.start();
                Partition network = new Partition(URI.create(redis.url()).getPort())) {
            List<String> options = new ArrayList<>(adapter.quarkusOptions(network.url(), KEY));
            options.add("-Dquarkus.socketio.adapter.redis.max-unconfirmed-bytes=" + UNCONFIRMED_BYTES);
            try (TwoHosts hosts = new TwoHosts(options)) {
                long before = hosts.dropped(0);
                network.cut();
                hosts.emitLocally(400); // of more than 100 bytes each
                hosts.awaitConnected(false);
                assertThat(hosts.dropped(0) - before).isGreaterThan(300);
                network.heal();
                hosts.awaitConnected(true);
                hosts.awaitDelivery();
                assertThat(hosts.received(1)).doesNotHaveDuplicates();
                assertThat(hosts.app(0).output()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    @Test
    void eventsWrittenWhileReadingIsCutAreNotLost() {
        try (RedisServer redis = RedisServer.start();
                TwoHosts hosts = new TwoHosts(RedisAdapter.STREAMS.quarkusOptions(redis.url(), KEY))) {
            int first = hosts.emitted();
            for (int i = 0; i < 10; i++) {
                killReaders(redis);
                hosts.emitLocally(10);
            }
            hosts.awaitDelivery();
            List<Integer> expected = new ArrayList<>();
            for (int i = first; i < hosts.emitted(); i++) {
                expected.add(i);
            }
            hosts.app(1).await("all events", () -> hosts.received(1).containsAll(expected));
            assertThat(hosts.received(1)).doesNotHaveDuplicates();
        }
    }

    /** Closes the connections on which hosts wait for entries, not those on which they write them. */
    private static void killReaders(RedisServer redis) {
        redis.call("CLIENT", "LIST").toString().lines().filter(line -> line.contains(" cmd=xread "))
                .map(line -> line.replaceAll("^id=(\\d+) .*", "$1")).forEach(id -> redis.call("CLIENT", "KILL", "ID", id));
    }

    @ParameterizedTest
    @EnumSource(names = { "PUB_SUB", "STREAMS" })
    void aFullRedisEndsNothing(RedisAdapter adapter) {
        try (RedisServer redis = RedisServer.start("--maxmemory-policy", "noeviction");
                TwoHosts hosts = new TwoHosts(adapter.quarkusOptions(redis.url(), KEY))) {
            redis.call("CONFIG", "SET", "maxmemory", "1");
            hosts.emitLocally(300);
            redis.call("CONFIG", "SET", "maxmemory", "0");
            hosts.awaitDelivery();
            hosts.awaitConnected(true);
            assertThat(hosts.received(1)).doesNotHaveDuplicates();
            assertThat(hosts.app(0).output().stream().filter(line -> line.contains("OOM"))).as("no line for each event")
                    .hasSizeLessThan(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "PUB_SUB", "STREAMS" })
    void hostsFollowTheSentinelsToTheReplica(RedisAdapter adapter) {
        try (RedisSentinels sentinels = RedisSentinels.start(1)) {
            List<String> options = new ArrayList<>(adapter.quarkusOptions(sentinels.urls(), KEY));
            options.addAll(
                    List.of("-Dquarkus.redis.client-type=sentinel", "-Dquarkus.redis.master-name=" + RedisSentinels.MASTER));
            try (TwoHosts hosts = new TwoHosts(options)) {
                sentinels.killMaster();
                hosts.emitLocally(50);
                hosts.awaitDelivery();
                hosts.awaitConnected(true);
                assertThat(hosts.received(1)).doesNotHaveDuplicates();
            }
        }
    }
}
