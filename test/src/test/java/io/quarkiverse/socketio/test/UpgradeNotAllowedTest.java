package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.test.Handlers.Point;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(UpgradeNotAllowedTest.Profile.class)
class UpgradeNotAllowedTest {
    @TestHTTPResource("/tests")
    URI uri;

    @Test
    void theClientGoesOnPolling() {
        try (SocketIOTestClient client = SocketIOTestClient.builder(uri).transports(Transport.POLLING, Transport.WEBSOCKET)
                .connect()) {
            assertThat(client.transport()).isEqualTo(Transport.POLLING);
            assertThat(client.emitWithAck("point", new Point(1, 2)).get(0, Point.class)).isEqualTo(new Point(-2, 1));
        }
    }

    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.socketio.allow-upgrades", "false");
        }
    }
}
