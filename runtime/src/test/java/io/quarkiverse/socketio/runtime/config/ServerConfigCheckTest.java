package io.quarkiverse.socketio.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class ServerConfigCheckTest {
    private static List<String> problems(String key, String value) {
        return new ServerConfigCheck(new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(Map.of("quarkus.socketio." + key, value), "test", 100)).build())
                .problems();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ping-interval | 25000 | ping-interval=25000 is longer than an hour, the most that is allowed, as a number without a unit is in seconds: write 25s or 25000ms",
            "ping-timeout | 3601 | ping-timeout=3601 is longer than an hour, the most that is allowed, as a number without a unit is in seconds: write 3601ms",
            "upgrade-timeout | 61m | upgrade-timeout=61m is longer than an hour, the most that is allowed",
            "connect-timeout | P1D | connect-timeout=P1D is longer than an hour, the most that is allowed" })
    void timesOfMoreThanAnHourAreRefusedWithWhatToWrite(String key, String value, String problem) {
        assertThat(problems(key, value)).containsExactly("quarkus.socketio." + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = { "25", "3600", "1h", "25000ms", "PT25S" })
    void timesUpToAnHourAreAccepted(String value) {
        for (String key : List.of("ping-interval", "ping-timeout", "upgrade-timeout", "connect-timeout")) {
            assertThat(problems(key, value)).isEmpty();
        }
    }

    @Test
    void anOriginWithoutASchemeIsRefusedWithWhatToWrite() {
        assertThat(problems("origins", "https://fine.example,example.com,localhost:3000")).containsExactly(
                "quarkus.socketio.origins: example.com has no scheme: write https://example.com, a regular expression between"
                        + " slashes such as /https://.*[.]example[.]com/, or * for all",
                "quarkus.socketio.origins: localhost:3000 has no scheme: write https://localhost:3000, a regular expression"
                        + " between slashes such as /https://.*[.]example[.]com/, or * for all");
    }

    @Test
    void anAddressOfTheEventBusThatSocketIOReservesIsRefused() {
        assertThat(problems("bridge.addresses", "prices,connection,error")).containsExactly("quarkus.socketio.bridge.addresses:"
                + " connection is an event name that Socket.IO reserves: choose another address");
        assertThat(problems("bridge.addresses", "disconnect")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "*", "null", "https://example.com", "http://localhost:3000", "/https://.*/",
            "app://x,capacitor://localhost" })
    void allFormsOfOriginsAreAccepted(String value) {
        assertThat(problems("origins", value)).isEmpty();
    }
}
