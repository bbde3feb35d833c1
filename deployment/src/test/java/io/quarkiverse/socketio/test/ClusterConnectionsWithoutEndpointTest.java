package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.quarkus.test.QuarkusUnitTest;

/** Tests {@link ClusterConnections} in an application that has quarkus-websockets-next but no endpoint. */
class ClusterConnectionsWithoutEndpointTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withEmptyApplication();

    @Inject
    ClusterConnections connections;

    @Test
    void thereAreNoConnections() {
        connections.sendText("to nobody").await().atMost(LIMIT);
        assertThat(connections.count().await().atMost(LIMIT)).isZero();
    }
}
