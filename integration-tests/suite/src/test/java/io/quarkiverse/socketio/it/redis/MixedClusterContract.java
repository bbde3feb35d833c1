package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.RedisServer;

/**
 * What one server does reaches the clients of all, and the other servers, over Redis: each case from each server and each worker.
 */
abstract class MixedClusterContract {
    private static final String KEY = "tested";

    abstract RedisAdapter adapter();

    /** A process, a cluster of two workers, and a server of npm's socket.io. */
    @TestFactory
    Stream<DynamicTest> serversOfBothLanguagesAreOneCluster() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(adapter(), redis.url(), KEY).stranger().node().java(List.of(1, 2))) {
            List<DynamicTest> tests = tests(cluster);
            List<String> errors = cluster.errors();
            return Stream.concat(tests.stream(),
                    Stream.of(dynamicTest("no errors", () -> assertThat(errors).isEmpty())));
        }
    }

    /** Proves the cases themselves. */
    @Tag("long")
    @TestFactory
    Stream<DynamicTest> serversOfNodeAreOneCluster() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(adapter(), redis.url(), KEY).stranger().node().node().node()) {
            return tests(cluster).stream();
        }
    }

    private static List<DynamicTest> tests(RedisCluster cluster) {
        JsonNode results = cluster.run("redis-cluster.mjs", Map.of("only", System.getProperty("redis.only", "")));
        return StreamSupport.stream(results.spliterator(), false)
                .map(result -> dynamicTest(result.path("name").asText(),
                        () -> assertThat(result.path("error").asText(null)).as(result.path("name").asText()).isNull()))
                .toList();
    }
}
