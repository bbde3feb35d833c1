package io.quarkiverse.socketio.runtime.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

class MessagePackTest {
    private static JsonNode read(String hex) throws InvalidPacketException {
        return MessagePack.read(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({ "d6ff6553f0f4, 2023-11-14T22:13:08.000Z", "d7ff1d5c26006553f0f4, 2023-11-14T22:13:08.123Z",
            "c70cff0754d4c000000000000000ff, 1970-01-01T00:04:15.123Z",
            "c70cff00000000ffffffffffffffff, 1969-12-31T23:59:59.000Z",
            "d7000000018bcfe57bbb, 2023-11-14T22:13:25.051Z" })
    void datesAreReadAsText(String hex, String text) throws InvalidPacketException {
        assertThat(read(hex).textValue()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = { "c70cff000000007fffffffffffffff", "c70cff000000008000000000000000", "d5ff0000", "c704ff00000000",
            "d6ff0000", "d6fe00000000" })
    void otherTimestampsAreRefused(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(InvalidPacketException.class);
    }

    @Test
    void binaryValuesStayBinary() throws InvalidPacketException {
        JsonNode value = JsonNodeFactory.instance.objectNode().put("b", new byte[] { 1, 2 }).put("n", 1.5);
        assertThat(MessagePack.read(MessagePack.write(value))).isEqualTo(value);
    }
}
