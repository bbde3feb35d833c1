package io.quarkiverse.socketio.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.runtime.admin.AdminFixture.Client;
import io.quarkiverse.socketio.runtime.admin.AdminFixture.Server;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

/** Tests what administrators see of a client's request. */
class SocketViewTest {
    private final AdminFixture cluster = new AdminFixture();
    private final Server server = cluster.server("a", AdminFixture.DEVELOPMENT);
    private final Client admin = server.administrator(null);

    private JsonNode handshake(Map<String, List<String>> headers) {
        admin.events();
        FakeWebSocketLink link = new FakeWebSocketLink();
        EngineRequest request = new EngineRequest("GET", "/socket.io/?EIO=4&transport=websocket&room=tea",
                Map.of("EIO", "4", "transport", "websocket", "room", "tea"), headers, "10.0.0.9", true, true,
                Instant.parse("2026-11-21T00:12:30.525Z"));
        server.fixture.loop.perform(() -> server.fixture.engine.server.open(request, server.fixture.loop, link));
        server.fixture.loop.perform(() -> link.text("40{\"token\":\"secret\"}"));
        return admin.last("socket_connected").get(1).path("handshake");
    }

    @Test
    void theHandshakeHasTheFieldsOfNodesWithoutTheAuthPayload() {
        assertThat(handshake(Map.of("host", List.of("test"), "accept", List.of("a", "b")))).isEqualTo(AdminFixture.parse("""
                {"address": "10.0.0.9", "headers": {"host": "test", "accept": ["a", "b"]},
                 "query": {"EIO": "4", "transport": "websocket", "room": "tea"}, "issued": 1795219950525, "secure": true,
                 "time": "Sat Nov 21 2026 00:12:30 GMT+0000 (Coordinated Universal Time)",
                 "url": "/socket.io/?EIO=4&transport=websocket&room=tea", "xdomain": false}"""));
    }

    @Test
    void headersThatProveWhoAClientIsAreHidden() {
        JsonNode headers = handshake(Map.of("authorization", List.of("Bearer secret"), "cookie", List.of("secret"),
                "sec-websocket-protocol", List.of("bearer, secret"), "proxy-authorization", List.of("secret"), "x-other",
                List.of("shown"))).path("headers");
        assertThat(headers.toString()).doesNotContain("secret").contains("\"x-other\":\"shown\"",
                "\"authorization\":\"(hidden)\"");
    }

    @Test
    void theAddressIsTheOneThatProxiesForwarded() {
        Map<String, List<String>> forwarded = Map.of("x-forwarded-for", List.of("1.2.3.4, 5.6.7.8"));
        assertThat(handshake(forwarded).path("address").textValue()).isEqualTo("1.2.3.4, 5.6.7.8");
        Map<String, List<String>> both = Map.of("x-forwarded-for", List.of("1.2.3.4"), "cf-connecting-ip", List.of("9.9.9.9"));
        assertThat(handshake(both).path("address").textValue()).isEqualTo("9.9.9.9");
    }
}
