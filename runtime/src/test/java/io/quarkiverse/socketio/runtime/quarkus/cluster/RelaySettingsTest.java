package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.config.RelayConfig;
import io.quarkiverse.socketio.runtime.quarkus.cluster.RelaySettings.Place;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class RelaySettingsTest {
    private static final String PREFIX = "quarkus.socketio.relay.";
    private static final Map<String, String> SECRET = Map.of("secret", "s".repeat(32));

    private static Optional<RelaySettings> read(Map<String, String> values, Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        values.forEach((key, value) -> keys.put(PREFIX + key, value));
        return RelaySettings.of(new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(RelayConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100)).build().getConfigMapping(RelayConfig.class),
                environment);
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> values = new HashMap<>(SECRET);
        values.put(key, value);
        return values;
    }

    @Test
    void nothingIsRelayedWithoutASecret() {
        assertThat(read(Map.of(), Map.of("POD_IP", "10.0.0.1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "hosts", "advertise" })
    void whatNeedsTheSecretIsRefusedWithoutIt(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(Map.of(key, "10.0.0.1"), Map.of()))
                .withMessageContaining(PREFIX + key + " is set, but " + PREFIX + "secret is not");
    }

    @Test
    void aShortSecretIsRefusedWithTheCure() {
        assertThatIllegalArgumentException().isThrownBy(() -> read(Map.of("secret", "s".repeat(31)), Map.of()))
                .withMessageContaining(PREFIX + "secret must have at least 32 characters, has 31")
                .withMessageContaining("openssl rand");
    }

    @ParameterizedTest
    @CsvSource({ "10.0.0.1, 10.0.0.1, 7070", "10.0.0.1:80, 10.0.0.1, 80", "chat-hosts, chat-hosts, 7070",
            "chat.ns.svc:99, chat.ns.svc, 99", "[::1]:80, ::1, 80", "[fe80::1], fe80::1, 7070",
            "2001:db8::1, 2001:db8::1, 7070" })
    void aHostHasThePortOfThisOneUnlessNamed(String text, String host, int port) {
        assertThat(read(with("hosts", text), Map.of()).orElseThrow().hosts()).containsExactly(new Place(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = { "a b", "a:", "a:0", "a:65536", "a:99999", "[::1", "http://a", "a:b" })
    void whatIsNoHostIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(with("hosts", text), Map.of()))
                .withMessageContaining(PREFIX + "hosts");
    }

    @Test
    void severalHostsAreListed() {
        assertThat(read(with("hosts", "a, b:1"), Map.of()).orElseThrow().hosts())
                .isEqualTo(List.of(new Place("a", 7070), new Place("b", 1)));
    }

    @Test
    void thisHostIsAdvertisedByItsPodOrAsConfigured() {
        assertThat(read(SECRET, Map.of("POD_IP", "10.1.2.3")).orElseThrow().advertise())
                .isEqualTo(new Place("10.1.2.3", 7070));
        assertThat(read(with("advertise", "blue:1"), Map.of("POD_IP", "10.1.2.3")).orElseThrow().advertise())
                .isEqualTo(new Place("blue", 1));
        assertThat(read(SECRET, Map.of()).orElseThrow().advertise().host()).isNotEmpty();
    }

    @Test
    void thePortIsChecked() {
        assertThat(read(with("port", "99"), Map.of()).orElseThrow().listen()).isEqualTo(new Place("0.0.0.0", 99));
        assertThatIllegalArgumentException().isThrownBy(() -> read(with("port", "0"), Map.of()))
                .withMessageContaining(PREFIX + "port: 0 is no port");
    }
}
