package io.quarkiverse.socketio.test.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.redis.RedisEmitter;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusDevModeTest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

/** Tests that a changed application is connected to Redis as it was before, without connections left over. */
class LiveReloadOverRedisTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Vertx VERTX = Vertx.vertx();

    @RegisterExtension
    @Order(1)
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(root -> root.addClass(Greeter.class).addAsResource(new StringAsset("""
                    quarkus.http.port=8087
                    quarkus.socketio.ping-interval=1s
                    quarkus.socketio.ping-timeout=1s
                    quarkus.socketio.adapter.type=redis
                    quarkus.redis.hosts=%s
                    """.formatted(REDIS.url())), "application.properties"));

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void eventsOfOtherServersArriveAfterEachReload() {
        Redis redis = Redis.createClient(VERTX, REDIS.url());
        try (RedisEmitter other = RedisEmitter.builder(VERTX, redis).build();
                Client client = Client.create(URI.create("http://localhost:8087"), Client.webSocketOnly())) {
            Client.Received greeting = client.received("greeting");
            BlockingQueue<Object> news = new LinkedBlockingQueue<>();
            client.socket().on("news", args -> news.add(args[0]));
            client.open();
            assertThat(greeting.next()).containsExactly("before");
            awaitDelivery(other, news, "before");
            List<String> first = connections(redis);

            for (String version : List.of("first", "second", "third")) {
                APP.modifySourceFile(Greeter.class,
                        source -> source.replaceAll("emit\\(.*\\)", "emit(\"greeting\", \"" + version + "\")"));
                assertThat(greeting.next()).containsExactly(version);
                awaitDelivery(other, news, version);
                await().atMost(LIMIT).until(() -> connections(redis).size() == first.size());
            }
            assertThat(connections(redis)).as("the emitter's and that of this test").filteredOn(first::contains).hasSize(2);
        }
    }

    /** The application may be ready before it is subscribed to the channels. */
    private static void awaitDelivery(RedisEmitter other, BlockingQueue<Object> received, String news) {
        await().atMost(LIMIT).until(() -> {
            other.emit("news", news);
            return received.contains(news);
        });
    }

    /** Returns the ids of the connections that Redis has. */
    private static List<String> connections(Redis redis) {
        String list = redis.send(Request.cmd(Command.CLIENT).arg("LIST")).toCompletionStage().toCompletableFuture().join()
                .toString();
        return list.lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }
}
