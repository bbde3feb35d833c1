package io.quarkiverse.socketio.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
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
        return problems(Map.of("quarkus.socketio." + key, value));
    }

    private static List<String> problems(Map<String, String> values) {
        return new ServerConfigCheck(new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(SocketIOConfig.class).withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(values, "test", 100)).build())
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

    @ParameterizedTest
    @ValueSource(strings = { "quarkus.socketio.origins", "quarkus.http.cors.origins" })
    void anOriginThatIsNoRegularExpressionIsRefused(String key) {
        assertThat(problems(Map.of(key, "/[/")))
                .containsExactly(key + "=/[/ is no regular expression: Unclosed character class."
                        + " Write a regular expression between slashes, such as /https://.*[.]example[.]com/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "transports | websockets | transports: websockets is no transport, write polling, websocket, or both separated by a comma",
            "max-payload | 0 | max-payload must be at least 1 byte, was 0",
            "ping-interval | 0s | ping-interval must be more than 0, was PT0S",
            "limits.max-connections | -1 | limits.max-connections must be at least 0, was -1",
            "cookie.same-site | never | cookie.same-site must be strict, lax or none, was never",
            "presence.lease | 1ms | presence.lease must be at least 100 ms, was PT0.001S",
            "admin.enabled | true | admin.enabled requires quarkus.socketio.admin.auth: set it to basic, with"
                    + " quarkus.socketio.admin.username and quarkus.socketio.admin.password, or to none to admit everybody who can"
                    + " connect" })
    void whatTheOptionsRefuseIsFoundBeforeTheyAreUsed(String key, String value, String problem) {
        assertThat(problems(key, value)).containsExactly("quarkus.socketio." + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = { "redis", "redis-sharded" })
    void recoveryNeedsOneOrderOfTheEventsOfAllHosts(String type) {
        assertThat(problems(Map.of("quarkus.socketio.recovery.enabled", "true", "quarkus.socketio.adapter.type", type)))
                .containsExactly("quarkus.socketio.adapter.type=" + type
                        + " cannot be together with quarkus.socketio.recovery.enabled=true, as events of several hosts have no"
                        + " order then: write redis-streams, or set recovery.enabled=false");
        assertThat(problems("adapter.type", type)).isEmpty();
    }

    @Test
    void recoveryNeedsOneStream() {
        Map<String, String> streams = Map.of("quarkus.socketio.recovery.enabled", "true", "quarkus.socketio.adapter.type",
                "redis-streams");
        assertThat(problems(streams)).isEmpty();
        Map<String, String> several = new HashMap<>(streams);
        several.put("quarkus.socketio.adapter.redis-streams.stream-count", "2");
        assertThat(problems(several))
                .containsExactly("quarkus.socketio.adapter.redis-streams.stream-count=2 cannot be together with"
                        + " quarkus.socketio.recovery.enabled=true, as events of several hosts have no order then: write 1, or"
                        + " set recovery.enabled=false");
    }

    @ParameterizedTest
    @ValueSource(strings = { "quarkus.tls.key-store.pem.0.cert", "quarkus.tls.mine.key-store.pem.\"a\".key",
            "quarkus.tls.key-store.p12.path", "quarkus.tls.mine.trust-store.jks.path", "quarkus.tls.trust-store.pem.certs",
            "quarkus.http.ssl.certificate.files", "quarkus.http.ssl.certificate.key-files",
            "quarkus.http.ssl.certificate.key-store-file", "quarkus.http.ssl.certificate.trust-store-file" })
    void aFileOfAKeyOrCertificateThatCannotBeReadIsNamed(String key) {
        assertThat(problems(Map.of(key, "/no/such.pem"))).containsExactly(
                key + "=/no/such.pem cannot be read: there is no such file. Name a file that this user may read");
        assertThat(problems(Map.of(key, "/"))).singleElement().asString().contains("it is a directory");
        assertThat(problems(Map.of(key, "META-INF/services/io.vertx.core.spi.transport.Transport"))).as("in the jar").isEmpty();
    }

    @Test
    void filesOfAManagementInterfaceThatIsNotThereAreNotRead() {
        Map<String, String> file = Map.of("quarkus.management.ssl.certificate.files", "/no/such.pem");
        assertThat(problems(file)).isEmpty();
        Map<String, String> enabled = new HashMap<>(file);
        enabled.put("quarkus.management.enabled", "true");
        assertThat(problems(enabled)).hasSize(1);
    }

    @Test
    void anAddressOfRedisNeedsAScheme() {
        assertThat(problems(Map.of("quarkus.redis.hosts", "localhost:6379")))
                .containsExactly("quarkus.redis.hosts=localhost:6379"
                        + " has no scheme that Redis clients know: write redis://localhost:6379, or rediss://localhost:6379 for TLS");
        assertThat(problems(Map.of("quarkus.redis.other.hosts", "redis://one:1,http://secret@two:2"))).containsExactly(
                "quarkus.redis.other.hosts=…@two:2 has no scheme that Redis clients know: write redis://two:2, or rediss://two:2"
                        + " for TLS");
        assertThat(problems(Map.of("quarkus.redis.hosts", "redis://one:1,rediss://two:2,unix:///tmp/redis"))).isEmpty();
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
