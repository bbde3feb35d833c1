package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Two hosts, one of two workers, work with the ACL rules of the manual: Redis denies them nothing, and all else. */
@Requires({ "node", "npm", "redis-server" })
class DocumentedAclTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "several-hosts.adoc");
    private static final String BEGINNING = "ACL SETUSER chat ";
    private static final List<Integer> WORKERS = List.of(1, 2);
    private static final String DEFAULT_PREFIX = "socket.io";
    private static final List<String> NAMESPACES = List.of("/gated", "/farewell");
    private static final int ATTEMPTS = 10;

    /** Returns the rule of an adapter; they have the order of the keys of the configuration. */
    private static String rule(RedisAdapter adapter) throws IOException {
        List<String> rules = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith(BEGINNING)).toList();
        assertThat(rules).hasSize(3);
        return rules.get(List.of(RedisAdapter.PUB_SUB, RedisAdapter.SHARDED_DYNAMIC, RedisAdapter.STREAMS).indexOf(adapter));
    }

    /** For pub/sub it has a pattern for each namespace: those of the fixture are more than the page has. */
    private static String restricted(RedisServer redis, RedisAdapter adapter) throws IOException {
        String chat = "&socket.io#/chat#*";
        String rule = rule(adapter);
        assertThat(rule.contains(chat)).isEqualTo(adapter == RedisAdapter.PUB_SUB);
        return restricted(redis, rule.replace(chat, chat + NAMESPACES.stream().map(name -> " " + chat.replace("/chat", name))
                .collect(Collectors.joining())));
    }

    private static String restricted(RedisServer redis, String rule) {
        assertThat(redis.call((Object[]) rule.split(" "))).isEqualTo("OK");
        return "redis://chat:password@127.0.0.1:" + redis.port();
    }

    /** Returns how often; an entry of the log counts equal ones. */
    private static long denied(RedisServer redis) {
        return ((List<?>) redis.call("ACL", "LOG")).stream().mapToLong(entry -> (Long) ((List<?>) entry).get(1)).sum();
    }

    private static void assertNothingDenied(RedisServer redis, RedisCluster cluster) {
        assertThat((List<?>) redis.call("ACL", "LOG")).isEmpty();
        assertThat(cluster.errors()).isEmpty();
    }

    private static void everythingWorks(RedisAdapter adapter) throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(adapter, restricted(redis, adapter), DEFAULT_PREFIX).java(WORKERS)) {
            JsonNode results = cluster.run("redis-cluster.mjs", Map.of("redis", redis.url()));
            assertThat(results).isNotEmpty()
                    .allSatisfy(
                            result -> assertThat(result.path("error").asText(null)).as(result.path("name").asText()).isNull());
            assertNothingDenied(redis, cluster);
        }
    }

    @Test
    void pubSubWorks() throws Exception {
        everythingWorks(RedisAdapter.PUB_SUB);
    }

    @Test
    @Tag("long")
    @Requires("redis-server-7")
    void shardedPubSubWorks() throws Exception {
        everythingWorks(RedisAdapter.SHARDED_DYNAMIC);
    }

    @Test
    @Tag("long")
    void streamsWork() throws Exception {
        everythingWorks(RedisAdapter.STREAMS);
    }

    @Test
    void attemptsThatAreDeniedLeaveNoConnections() throws Exception {
        try (RedisServer redis = RedisServer.start();
                AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=i",
                        "-Dquarkus.http.port=0", "-Dquarkus.socketio.adapter.type=redis",
                        "-Dquarkus.redis.hosts=" + restricted(redis, rule(RedisAdapter.PUB_SUB)))) {
            app.await("attempts", () -> denied(redis) > ATTEMPTS);
            String connections = redis.call("CLIENT", "LIST").toString();
            assertThat(connections.lines().filter(line -> line.contains("user=chat"))).as(connections)
                    .hasSizeLessThanOrEqualTo(4);
            assertThat(app.output()).filteredOn(line -> line.contains("Redis is not connected: NOPERM")).hasSize(1);
        }
    }

    @Test
    void clientsRecoverOverStreams() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = new RedisCluster(RedisAdapter.STREAMS, restricted(redis, RedisAdapter.STREAMS),
                        DEFAULT_PREFIX, true).java(WORKERS)) {
            JsonNode result = cluster.run("redis-recovery.mjs",
                    Map.of("clients", 4, "rounds", 1, "stop", true, "redis", redis.url()));
            assertThat(result.path("moves").asInt()).as(result.toString()).isEqualTo(WORKERS.size());
            assertNothingDenied(redis, cluster);
        }
    }
}
