package io.quarkiverse.socketio.runtime.socketio.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;

/** Tests the handshake that other servers get. */
class HandshakeImplTest {
    private final JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 0);

    private HandshakeImpl decode(String json) {
        return HandshakeImpl.decode(parser, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theTimeIsTheTextOfADateInJavaScript() {
        Map<String, Object> values = parser.decodeValues(decode("{\"issued\":1795219013989}").encode(parser));
        assertThat(values).containsEntry("time", "Fri Nov 20 2026 23:56:53 GMT+0000 (Coordinated Universal Time)")
                .containsEntry("issued", 1795219013989L);
    }

    @Test
    void theTimeOfAHandshakeIsReadFromItsMilliseconds() {
        String byAnEarlierBuild = "{\"time\":\"2026-11-20T23:56:53.989Z\",\"issued\":1795219013989}";
        assertThat(decode(byAnEarlierBuild).issued()).isEqualTo(Instant.ofEpochMilli(1795219013989L));
    }
}
