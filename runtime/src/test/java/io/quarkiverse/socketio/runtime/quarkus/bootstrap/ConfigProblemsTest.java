package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Tests the messages of the configuration library that this version has, by causing them. */
class ConfigProblemsTest {
    private static ConfigValidationException failure(Map<String, String> values) {
        return catchThrowableOfType(ConfigValidationException.class,
                () -> new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ClusterConfig.class)
                        .withSources(new PropertiesConfigSource(values, "test", 100)).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "handoff | foo | is none of auto, descriptor, proxy",
            "max-restarts | 5.5 | is no whole number",
            "min-ready | many | is no whole number",
            "min-ready | 1MB | is no whole number: write 1000000",
            "min-ready | 64 KiB | is no whole number: write 65536",
            "min-ready | 3g | is no whole number: write 3000000000",
            "boot-timeout | soon | is no time: write a number with a unit, such as 500ms, 30s, 10m or 2h",
            "worker.max-lifetime | 3y | is no time: write a number with a unit, such as 500ms, 30s, 10m or 2h",
            "session-bytes | 3X | is no size: write a number of bytes, or one with K, M or G, such as 64M",
            "autoscale.target-load | high | is no number" })
    void eachTypeHasItsText(String key, String value, String text) {
        assertThat(ConfigProblems.of(failure(Map.of("quarkus.socketio.cluster." + key, value))))
                .containsExactly("quarkus.socketio.cluster." + key + "=" + value + " " + text);
    }

    @Test
    void severalErrorsAreSeveralLines() {
        assertThat(ConfigProblems.of(failure(Map.of("quarkus.socketio.cluster.handoff", "x",
                "quarkus.socketio.cluster.max-restarts", "y")))).hasSize(2);
    }

    @Test
    void aLineHasNoLineBreakOfTheValue() {
        assertThat(ConfigProblems.of(failure(Map.of("quarkus.socketio.cluster.max-restarts", "5\n\u001b[31m"))))
                .containsExactly("quarkus.socketio.cluster.max-restarts=5 [31m is no whole number");
    }

    @Test
    void anEmptyValueAndAMissingOneHaveTheirTexts() {
        assertThat(ConfigProblems.of(failure(Map.of("quarkus.socketio.cluster.load-balancing", ""))))
                .containsExactly("quarkus.socketio.cluster.load-balancing is empty: set a value, or remove the key");
        assertThat(ConfigProblems
                .line("SRCFG00014: The config property app.url is required but it could not be found in any config source"))
                .isEqualTo("app.url is required, but not set");
    }

    @Test
    void otherMessagesLoseClassNamesOnly() {
        assertThat(ConfigProblems.line("java.lang.IllegalStateException: SRCFG00001: it broke")).isEqualTo("it broke");
        assertThat(ConfigProblems.of(new IllegalArgumentException())).containsExactly("java.lang.IllegalArgumentException");
    }
}
