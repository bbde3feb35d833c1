package io.quarkiverse.socketio.test;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The tests of all transports with a server and clients that encode packets in MessagePack. */
@QuarkusTest
@TestProfile(EachTransportInMessagePackTest.Profile.class)
class EachTransportInMessagePackTest extends EachTransportTest {

    @Override
    SocketIOTestClientBuilder client(String url) {
        return super.client(url).messagePack();
    }

    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.socketio.parser", "msgpack");
        }
    }
}
