package io.quarkiverse.socketio.test;

import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.HandshakeRequest;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.QuarkusUnitTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;

/** Tests that forwarded headers of a trusted proxy count for the client address and the same origin. */
class ForwardedHeadersTrustedTest {
    private static final AtomicReference<HandshakeRequest> SEEN = new AtomicReference<>();

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(root -> root.addClass(Guard.class))
            .overrideConfigKey("quarkus.http.proxy.proxy-address-forwarding", "true")
            .overrideConfigKey("quarkus.http.proxy.allow-x-forwarded", "true")
            .overrideConfigKey("quarkus.http.proxy.enable-forwarded-host", "true");

    @Test
    void theHeadersOfATrustedProxyAreUsed() {
        RestAssured.given().header("X-Forwarded-For", "203.0.113.9").header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "public.example").header("Forwarded", "for=203.0.113.8;proto=https")
                .header("Origin", "https://public.example").get("/socket.io/?EIO=4&transport=polling").then().statusCode(200);
        Assertions.assertThat(SEEN.get().address()).isEqualTo("203.0.113.9");
    }

    @Singleton
    static class Guard {
        void prepare(@Observes StartupEvent event, Engine engine) {
            engine.allowRequest(request -> {
                SEEN.set(request);
                return Uni.createFrom().voidItem();
            });
        }
    }
}
