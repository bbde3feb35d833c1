package io.quarkiverse.socketio.it.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests broadcasts to the connections of quarkus-websockets-next of two hosts. */
@Requires("redis-server")
class WebSocketsOfTwoHostsTest {

    @ParameterizedTest
    @ValueSource(strings = { "redis", "redis-streams" })
    void eachConnectionOfBothHostsGetsEachMessageOnceAndInOrder(String adapter) throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            String[] options = { "-Dquarkus.socketio.adapter.type=" + adapter, "-Dquarkus.redis.hosts=" + redis.url(),
                    "-Dquarkus.socketio.cluster.workers=2" };
            try (AppProcess here = AppProcess.startCluster("websockets-app", options);
                    AppProcess there = AppProcess.startCluster("websockets-app", options)) {
                List<Visitor> visitors = new ArrayList<>();
                for (AppProcess app : List.of(here, there)) {
                    for (int i = 0; i < 4; i++) {
                        visitors.add(new Visitor(app.port(), "/chat/lobby", null));
                    }
                }
                assertThat(visitors.stream().map(Visitor::worker).distinct()).hasSize(4);
                here.await("all connections", () -> RawHttp.tryGet(here.port(), "/count?room=lobby").body().equals("8")
                        && RawHttp.tryGet(there.port(), "/count?room=lobby").body().equals("8"));
                try (RawHttp http = new RawHttp(there.port())) {
                    for (String query : List.of("text=one", "endpoint=chat&room=lobby&text=two&form=json",
                            "to=" + visitors.get(0).id() + "&text=three", "text=end")) {
                        assertThat(http.post("/send?" + query, "").status()).isEqualTo(204);
                    }
                }
                assertThat(visitors.get(0).until("end")).containsExactly("one", "{\"text\":\"two\"}", "three");
                for (Visitor visitor : visitors.subList(1, visitors.size())) {
                    assertThat(visitor.until("end")).containsExactly("one", "{\"text\":\"two\"}");
                }
                for (Visitor visitor : visitors) {
                    visitor.close();
                }
            }
        }
    }
}
