package io.quarkiverse.socketio.it.tested;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;

// tag::test-security[]
@QuarkusTest
class TestSecurityTest {
    @Test
    @TestSecurity(user = "grace", roles = "admin")
    void anyIdentityCanBeTested() {
        try (SocketIOTestClient grace = SocketIOTestClient.builder().namespace("/moderation").connect()) {
            assertEquals("grace", grace.emitWithAck("who").get(0, String.class));
        }
    }
}
// end::test-security[]
