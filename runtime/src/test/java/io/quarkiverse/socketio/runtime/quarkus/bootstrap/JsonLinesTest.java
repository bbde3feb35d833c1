package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

class JsonLinesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");
    private final JsonLines lines = new JsonLines(() -> NOW);

    private String format(String line) {
        return new String(lines.format("w2", line.getBytes(StandardCharsets.UTF_8), true), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"a\":1} | {\"worker\":\"w2\",\"a\":1}",
            "{} | {\"worker\":\"w2\"}",
            "`  { \"a\" : {\"worker\":3} }` | `  {\"worker\":\"w2\", \"a\" : {\"worker\":3} }`",
            "{\"\u00fc\":[{},\"\u4f60\"]} | {\"worker\":\"w2\",\"\u00fc\":[{},\"\u4f60\"]}" })
    void anObjectGetsTheNameOfTheWorkerAndIsUnchangedOtherwise(String line, String printed) {
        assertThat(format(line)).isEqualTo(printed);
    }

    @Test
    void anObjectThatNamesAWorkerIsUnchanged() {
        assertThat(format("{\"a\":1,\"worker\":\"mine\"}")).isEqualTo("{\"a\":1,\"worker\":\"mine\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "OpenJDK 64-Bit Server VM warning", "{", "{not json}", "{} {}", "{}x", "[1]", "17", "null",
            "\"a\"",
            "\tat com.example.A(\"B\\C\")", "{\"a\":1", "{\"a\"}", "\u0001" })
    void anyOtherTextBecomesAMessage(String line) throws Exception {
        JsonNode printed = new ObjectMapper().readTree(format(line));
        assertThat(printed.size()).isEqualTo(4);
        assertThat(printed.path("message").asText()).isEqualTo(line);
        assertThat(printed.path("worker").asText()).isEqualTo("w2");
        assertThat(printed.path("stream").asText()).isEqualTo("stderr");
        assertThat(OffsetDateTime.parse(printed.path("timestamp").asText()).toInstant()).isEqualTo(NOW);
        assertThat(format(line)).doesNotContain("\n");
    }

    @Test
    void bytesThatAreNoTextBecomeAMessage() throws Exception {
        byte[] printed = lines.format("w1", new byte[] { '{', (byte) 0xff, (byte) 0xfe, '}' }, false);
        assertThat(new ObjectMapper().readTree(printed).path("stream").asText()).isEqualTo("stdout");
    }

    @Test
    void peopleReadLevelAndMessage() {
        assertThat(lines.text(
                "{\"level\":\"ERROR\",\"message\":\"it broke\",\"x\":{\"message\":\"y\"}}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ERROR it broke");
        assertThat(lines.text("plain".getBytes(StandardCharsets.UTF_8))).isEqualTo("plain");
    }
}
