package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests broadcasts to the connections of quarkus-websockets-next of two hosts. */
@Requires("redis-server")
class WebSocketsOfTwoHostsTest {
    private static final int OF_HOST = 4;
    private static final String COUNT_FAILED = "HTTP Request to /count failed";

    @Nested
    class OverPubSub extends Contract {
        OverPubSub() {
            super("redis");
        }
    }

    @Nested
    @Requires("redis-server-7")
    class OverShardedPubSub extends Contract {
        OverShardedPubSub() {
            super("redis-sharded");
        }
    }

    @Nested
    class OverStreams extends Contract {
        OverStreams() {
            super("redis-streams");
        }

        @Test
        void whatIsSentWhileAHostCannotReadIsDeliveredOnceAndInOrder() throws IOException {
            for (int i = 0; i < 5; i++) {
                killReaders();
                List<String> sent = sendFromOneWorker("cut-" + i + "-");
                for (Visitor visitor : visitors()) {
                    assertThat(visitor.until("end")).containsExactlyElementsOf(sent);
                }
            }
        }

        /** Closes the connections on which workers wait for entries, not those on which they write them. */
        private void killReaders() {
            redis().call("CLIENT", "LIST").toString().lines().filter(line -> line.contains(" cmd=xread "))
                    .map(line -> line.replaceAll("^id=(\\d+) .*", "$1"))
                    .forEach(id -> redis().call("CLIENT", "KILL", "ID", id));
        }
    }

    /** The behaviour with each adapter. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Contract {
        private final String adapter;
        private final List<AutoCloseable> processes = new ArrayList<>();
        private final List<Visitor> visitors = new ArrayList<>();
        private RedisServer redis;
        private AppProcess here;
        private AppProcess there;

        Contract(String adapter) {
            this.adapter = adapter;
        }

        @BeforeAll
        void start() {
            redis = RedisServer.start();
            processes.add(redis);
            here = host();
            there = host();
        }

        private AppProcess host() {
            AppProcess app = AppProcess.startCluster("websockets-app", "-Dquarkus.socketio.adapter.type=" + adapter,
                    "-Dquarkus.redis.hosts=" + redis.url(), "-Dquarkus.socketio.cluster.workers=2");
            processes.add(app);
            return app;
        }

        @AfterAll
        void stop() throws Exception {
            for (AutoCloseable process : processes) {
                process.close();
            }
        }

        @BeforeEach
        void connect() throws IOException {
            awaitCount(0); // those of the test before have been closed
            for (AppProcess app : List.of(here, there)) {
                for (int i = 0; i < OF_HOST; i++) {
                    visitors.add(new Visitor(app.port(), "/chat/lobby", null));
                }
            }
            awaitCount(visitors.size());
        }

        @AfterEach
        void leave() throws IOException {
            for (Visitor visitor : visitors) {
                visitor.close();
            }
            visitors.clear();
        }

        RedisServer redis() {
            return redis;
        }

        /** Returns those of the first host, then those of the second. */
        List<Visitor> visitors() {
            return visitors;
        }

        private void awaitCount(int count) {
            awaitCount("", count);
        }

        private void awaitCount(String query, int count) {
            for (AppProcess app : List.of(here, there)) {
                app.await(count + " connections" + query, () -> count(app, query).equals("" + count));
            }
        }

        private static String count(AppProcess app, String query) {
            return RawHttp.tryGet(app.port(), "/count" + query).body();
        }

        /** Connects two more to each host; returns those of the first host, then those of the second. */
        private List<Visitor> more(String path, String user) throws IOException {
            List<Visitor> more = new ArrayList<>();
            for (AppProcess app : List.of(here, here, there, there)) {
                Visitor visitor = new Visitor(app.port(), path, user);
                visitors.add(visitor);
                more.add(visitor);
            }
            return more;
        }

        private static void send(RawHttp http, String query) throws IOException {
            assertThat(http.post("/send?" + query, "").status()).isEqualTo(204);
        }

        /** Sends numbered messages from one worker of the second host, and {@code end}; returns them, without it. */
        List<String> sendFromOneWorker(String name) throws IOException {
            List<String> texts = IntStream.range(0, 20).mapToObj(i -> name + i).toList();
            try (RawHttp http = new RawHttp(there.port())) {
                for (String text : texts) {
                    send(http, "text=" + text);
                }
                send(http, "text=end");
            }
            return texts;
        }

        @Test
        void eachConnectionOfBothHostsGetsEachMessageOnceAndInOrder() throws IOException {
            assertThat(visitors.stream().map(Visitor::worker).distinct()).hasSize(4);
            try (RawHttp http = new RawHttp(there.port())) {
                for (String query : List.of("text=one", "endpoint=chat&room=lobby&text=two&form=json",
                        "to=" + visitors.get(0).id() + "&text=three", "text=end")) {
                    send(http, query);
                }
            }
            assertThat(visitors.get(0).until("end")).containsExactly("one", "{\"text\":\"two\"}", "three");
            for (Visitor visitor : visitors.subList(1, visitors.size())) {
                assertThat(visitor.until("end")).containsExactly("one", "{\"text\":\"two\"}");
            }
        }

        @Test
        void eachFilterSelectsAndCountsConnectionsOfBothHosts() throws IOException {
            List<Visitor> lobby = List.copyOf(visitors);
            List<Visitor> kitchen = more("/chat/kitchen", "eve");
            List<Visitor> ada = more("/members", "ada");
            List<Visitor> eve = more("/members", "eve");
            awaitCount(visitors.size());
            String exceptOneOfEach = "&except=" + lobby.get(0).id() + "&except=" + lobby.get(OF_HOST).id();
            String exceptOneMember = "&except=" + ada.get(0).id();
            try (RawHttp http = new RawHttp(there.port())) {
                for (String query : List.of("endpoint=chat&room=lobby&text=others" + exceptOneOfEach, "user=ada&text=ada",
                        "endpoint=members&text=members" + exceptOneMember, "user=eve&text=eve",
                        "endpoint=chat&user=eve&text=eve in the kitchen", "endpoint=chat&user=ada&text=none", "text=end")) {
                    send(http, query.replace(" ", "%20"));
                }
            }
            for (int i = 0; i < lobby.size(); i++) {
                assertThat(lobby.get(i).until("end")).isEqualTo(i % OF_HOST == 0 ? List.of() : List.of("others"));
            }
            for (Visitor visitor : kitchen) {
                assertThat(visitor.until("end")).containsExactly("eve", "eve in the kitchen");
            }
            assertThat(ada.get(0).until("end")).containsExactly("ada");
            for (Visitor visitor : ada.subList(1, ada.size())) {
                assertThat(visitor.until("end")).containsExactly("ada", "members");
            }
            for (Visitor visitor : eve) {
                assertThat(visitor.until("end")).containsExactly("members", "eve");
            }
            awaitCount("?endpoint=chat", lobby.size() + kitchen.size());
            awaitCount("?endpoint=chat&room=lobby", lobby.size());
            awaitCount("?room=lobby" + exceptOneOfEach, lobby.size() - 2);
            awaitCount("?endpoint=members" + exceptOneMember, ada.size() + eve.size() - 1);
            awaitCount("?user=ada", ada.size());
            awaitCount("?user=eve", kitchen.size() + eve.size());
            awaitCount("?endpoint=chat&user=ada", 0);
        }

        @Test
        void withoutRedisEachHostGoesOnAloneAndAfterwardsBothTogether() throws IOException {
            redis.kill();
            List<String> alone = sendFromOneWorker("alone-");
            for (Visitor visitor : visitors.subList(OF_HOST, visitors.size())) {
                assertThat(visitor.until("end")).containsExactlyElementsOf(alone);
            }
            there.await("a count that fails", () -> RawHttp.tryGet(there.port(), "/count").status() == 500);
            redis.restart();
            awaitCount(visitors.size());
            List<String> together = sendFromOneWorker("together-");
            for (Visitor visitor : visitors) {
                assertThat(visitor.until("end")).as("what was sent without Redis is lost").containsExactlyElementsOf(together);
            }
            for (AppProcess app : List.of(here, there)) {
                assertThat(app.output()).noneMatch(line -> line.contains("ERROR") && !line.contains(COUNT_FAILED));
            }
        }
    }
}
