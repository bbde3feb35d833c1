package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.redis.RedisEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;

/** What emitters send reaches the clients of all servers, in both languages, and the servers themselves. */
@Requires({ "node", "npm", "redis-server" })
class EmitterTest {
    private static final String KEY = "tested";

    @Nested
    class PubSub {
        @Test
        void allServersReceiveWhatIsEmitted() throws Exception {
            try (RedisServer redis = RedisServer.start();
                    RedisCluster cluster = new RedisCluster(RedisAdapter.PUB_SUB, redis.url(), KEY).node()
                            .java(List.of(1, 2))) {
                new Scenario(redis, cluster, builder -> builder.pubSub(KEY)).run();
            }
        }
    }

    @Nested
    @Requires("redis-server-7")
    class ShardedPubSub {
        @Test
        void allServersReceiveWhatIsEmitted() throws Exception {
            try (RedisServer redis = RedisServer.start();
                    RedisCluster cluster = new RedisCluster(RedisAdapter.SHARDED_DYNAMIC, redis.url(), KEY).node()
                            .java(List.of(1))) {
                new Scenario(redis, cluster, builder -> builder.shardedPubSub(KEY, "dynamic")).run();
            }
        }
    }

    @Nested
    class Streams {
        @Test
        void allServersReceiveWhatIsEmitted() throws Exception {
            try (RedisServer redis = RedisServer.start();
                    RedisCluster cluster = new RedisCluster(RedisAdapter.STREAMS, redis.url(), KEY).node()
                            .java(List.of(1, 2))) {
                new Scenario(redis, cluster, builder -> builder.streams(KEY, 1, 10_000)).run();
            }
        }
    }

    private interface Format {
        RedisEmitter.Builder set(RedisEmitter.Builder builder);
    }

    private record Scenario(RedisServer redis, RedisCluster cluster, Format format) {

        void run() throws Exception {
            List<EmitterClient> clients = new ArrayList<>();
            Vertx vertx = Vertx.vertx();
            try (RedisEmitter emitter = format.set(RedisEmitter.builder(vertx, Redis.createClient(vertx, redis.url())))
                    .build()) {
                List<ControlClient> servers = prepare();
                for (ControlClient server : servers) { // of a cluster, each client is on any worker
                    clients.add(new EmitterClient(server, "/"));
                    clients.add(new EmitterClient(server, "/chat"));
                }
                List<EmitterClient> main = clients.stream().filter(client -> client.namespace().equals("/")).toList();
                List<EmitterClient> chat = clients.stream().filter(client -> client.namespace().equals("/chat")).toList();
                eventsReachTheirNamespace(emitter, main, chat);
                roomsSelectSockets(emitter, main);
                serversReceiveEvents(emitter, main);
                beansEmit(main);
                aProgramEmitsAndExits(main);
                socketsAreDisconnected(emitter, main, chat);
            } finally {
                clients.forEach(EmitterClient::close);
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        }

        /** Returns the servers, the workers of each one by one. */
        private List<ControlClient> prepare() {
            List<ControlClient> servers = new ArrayList<>();
            for (RedisCluster.Server server : cluster.servers()) {
                for (int i = 1; i <= Math.max(1, server.workers()); i++) {
                    ControlClient control = new ControlClient(server.url(), server.workers() > 1 ? i : 0);
                    control.call("nsp", Map.of("nsp", "/chat"));
                    control.call("onServerSide", Map.of("event", "sse"));
                    servers.add(control);
                }
            }
            return servers;
        }

        private static void eventsReachTheirNamespace(SocketIOEmitter emitter, List<EmitterClient> main,
                List<EmitterClient> chat) {
            emitter.emit("hello", 1, "2", Map.of("k", new byte[] { 9 }), Buffer.buffer(new byte[] { 1, 2 }));
            emitter.of("chat").asVolatile().compress(false).emit("talk", "é", 1.5, true, List.of(1, List.of()));
            // to a polling client volatile events may be lost; these have WebSockets that are idle
            main.forEach(client -> assertThat(client.next()).isEqualTo("hello(1, 2, {k=<09>}, <0102>)"));
            chat.forEach(client -> assertThat(client.next()).isEqualTo("talk(é, 1.5, true, [1, []])"));
        }

        private static void roomsSelectSockets(SocketIOEmitter emitter, List<EmitterClient> main) {
            EmitterClient first = main.get(0);
            main.subList(0, main.size() - 1)
                    .forEach(client -> emitter.in(client.id()).socketsJoin("r1", client == first ? "r2" : "muted"));
            main.subList(0, main.size() - 1).forEach(client -> client.awaitRooms("r1", client == first ? "r2" : "muted"));
            emitter.to("r1").emit("one");
            emitter.to("r1", "r2").except("muted").emit("two");
            emitter.to("r1").socketsLeave("r1", "r2", "muted");
            main.forEach(EmitterClient::awaitNoRooms);
            emitter.to("r1", "r2").emit("none");
            emitter.emit("end");
            assertThat(first.next()).isEqualTo("one()");
            assertThat(first.next()).isEqualTo("two()");
            main.subList(1, main.size() - 1).forEach(client -> assertThat(client.next()).isEqualTo("one()"));
            main.forEach(client -> assertThat(client.next()).isEqualTo("end()"));
        }

        private static void serversReceiveEvents(SocketIOEmitter emitter, List<EmitterClient> main) {
            emitter.of("/chat").serverSideEmit("sse", "of another namespace");
            emitter.serverSideEmit("sse", 5, Map.of("n", 1));
            main.forEach(client -> client.control().awaitServerSide("sse", "[[5,{\"n\":1}]]"));
        }

        /** The beans of our servers. */
        private void beansEmit(List<EmitterClient> main) {
            main.stream().filter(client -> client.control().isJava()).forEach(origin -> {
                origin.control().call("emitter/emit", Map.of("event", "bean", "args", List.of(Map.of("$bin", "AQI="))));
                main.forEach(client -> assertThat(client.next()).isEqualTo("bean(<0102>)"));
            });
        }

        /** Started as a user would, with the exit code as its result. */
        private void aProgramEmitsAndExits(List<EmitterClient> main) {
            Execution.of(Path.of("."), List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), EmitterProgram.class.getName(), redis.url(),
                    cluster.family(), KEY));
            main.forEach(client -> assertThat(client.next()).isEqualTo("headline(It works)"));
        }

        private static void socketsAreDisconnected(SocketIOEmitter emitter, List<EmitterClient> main,
                List<EmitterClient> chat) {
            main.subList(1, main.size()).forEach(client -> {
                emitter.in(client.id()).disconnectSockets(true);
                client.awaitDisconnection();
            });
            emitter.of("/chat").disconnectSockets();
            chat.forEach(EmitterClient::awaitDisconnection);
            emitter.emit("last");
            assertThat(main.get(0).next()).isEqualTo("last()");
        }
    }
}
