package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.runtime.engineio.EngineRequest;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;

/** Tests the parameters of the query of a handshake. */
class QueryValuesTest {

    private static Handshake handshake(String url) throws Exception {
        return new HandshakeImpl(
                new EngineRequest("GET", url, Map.of(), Map.of(), "127.0.0.1", false, false, Instant.EPOCH),
                new JsonPacketParser(new ObjectMapper(), 0).decode(new EncodedPacket(new byte[] { '0' }, List.of())), null);
    }

    @Test
    void allValuesOfARepeatedParameterAreReturned() throws Exception {
        Handshake handshake = handshake("/socket.io/?EIO=4&tag=a&tag=b+c&tag=&one=%C3%A4&tag=d%");
        assertThat(handshake.queryValues("tag")).containsExactly("a", "b c", "", "d%");
        assertThat(handshake.queryValues("one")).containsExactly("\u00e4");
        assertThat(handshake.queryValues("none")).isEmpty();
    }

    @Test
    void aUrlWithoutAQueryHasNoValues() throws Exception {
        assertThat(handshake("/socket.io/").queryValues("tag")).isEmpty();
    }
}
