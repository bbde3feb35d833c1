package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Launch;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Limits;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;
import io.quarkiverse.socketio.runtime.cluster.settings.WorkerHeap;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.config.RelayConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Tests that every key of the cluster's supervision reaches the primary, and has the default of the manual. */
class PrimarySettingsReaderTest {
    private static final String PREFIX = "quarkus.socketio.cluster.";
    private static final BuildFacts FACTS = new BuildFacts("app 1.0", false, true,
            new PrimaryPaths(HealthPaths.NONE, "", ""), false);
    private static final BuildFacts MANAGED = new BuildFacts("app 1.0", true, false, FACTS.paths(), false);

    @Test
    void unsetKeysHaveTheirDefaults() {
        PrimarySettings settings = read(Map.of());
        assertThat(settings.supervision().restart()).isEqualTo(new RestartPolicy(true,
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(30)),
                new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))));
        assertThat(settings.supervision().limits()).isEqualTo(
                new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30)));
        assertThat(settings.limits()).isEqualTo(new Limits(Duration.ofSeconds(10), 32 << 20, false));
        assertThat(settings.launch())
                .isEqualTo(new Launch(List.of(), Map.of(), true, Optional.empty(), WorkerHeap.AUTO, LineFormat.PLAIN,
                        true));
        assertThat(settings.supervision().checks())
                .isEqualTo(new SupervisionSettings.Checks(Optional.empty(), OptionalLong.empty(), Optional.empty()));
        assertThat(settings.front().balancer().getClass().getSimpleName()).isEqualTo("LeastConnection");
        if (System.getenv("WEB_CONCURRENCY") == null) {
            assertThat(settings.supervision().workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void aShutdownThatMustBeQuickLeavesNoTimeForAClassArchive() {
        assertThat(read(Map.of("shutdown-timeout", "9s")).launch().classArchive()).isFalse();
        assertThat(read(Map.of("shutdown-timeout", "10s")).launch().classArchive()).isTrue();
    }

    @Test
    void configuredValuesAreUsed() {
        PrimarySettings settings = read(Map.ofEntries(Map.entry("workers", "7"), Map.entry("restart-workers", "false"),
                Map.entry("restart-delay", "2s"), Map.entry("max-restart-delay", "3s"), Map.entry("max-restarts", "4"),
                Map.entry("max-restarts-window", "5h"),
                Map.entry("respawn-threshold", "6"), Map.entry("respawn-threshold-time", "8s"), Map.entry("min-uptime", "9s"),
                Map.entry("boot-timeout", "11s"), Map.entry("worker-timeout", "12s"), Map.entry("shutdown-timeout", "13s"),
                Map.entry("first-request-timeout", "14s"), Map.entry("session-bytes", "22M"),
                Map.entry("load-balancing", "round-robin"),
                Map.entry("worker.jvm-args", "-Xmx1g,-Dx=y"), Map.entry("worker.env.COLOUR", "blue"),
                Map.entry("worker.inherit-env", "false"), Map.entry("worker.max-lifetime", "15h"),
                Map.entry("worker.max-rss", "16M"), Map.entry("worker.heap", "18M"), Map.entry("worker.class-archive", "false"),
                Map.entry("autoscale.enabled", "true"),
                Map.entry("autoscale.min", "2"),
                Map.entry("autoscale.max", "17"), Map.entry("autoscale.target-connections", "18"),
                Map.entry("autoscale.target-load", "0.19"), Map.entry("autoscale.target-requests", "20"),
                Map.entry("autoscale.interval", "21s"), Map.entry("min-ready", "3"), Map.entry("handoff", "proxy")));
        assertThat(settings.supervision().workers()).isEqualTo(7);
        assertThat(settings.supervision().restart()).isEqualTo(new RestartPolicy(false,
                new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(9)),
                new CrashLimit(4, Duration.ofHours(5), 6, Duration.ofSeconds(8))));
        assertThat(settings.supervision().limits()).isEqualTo(
                new SupervisionSettings.Limits(Duration.ofSeconds(11), Duration.ofSeconds(12), Duration.ofSeconds(13)));
        assertThat(settings.limits()).isEqualTo(new Limits(Duration.ofSeconds(14), 22 << 20, false));
        assertThat(settings.launch())
                .isEqualTo(new Launch(List.of("-Xmx1g", "-Dx=y"), Map.of("COLOUR", "blue"), false,
                        Optional.of(HandoffMode.PROXY), WorkerHeap.of(18 << 20), LineFormat.PLAIN, false));
        assertThat(settings.supervision().checks()).isEqualTo(new SupervisionSettings.Checks(Optional.of(Duration.ofHours(15)),
                OptionalLong.of(16 << 20),
                Optional.of(new SupervisionSettings.Autoscaling(2, 17, new SupervisionSettings.Targets(OptionalDouble.of(18),
                        OptionalDouble.of(0.19), OptionalDouble.of(20)), Duration.ofSeconds(21)))));
        assertThat(settings.front().balancer().getClass().getSimpleName()).isEqualTo("RoundRobin");
        assertThat(settings.front().pages().minReady()).isEqualTo(3);
    }

    @Test
    void invalidValuesAreRefusedWithTheirKey() {
        for (Map.Entry<String, String> wrong : Map.of("workers", "many", "load-balancing", "fair", "autoscale.min", "5",
                "worker.heap", "much")
                .entrySet()) {
            Map<String, String> values = new HashMap<>(
                    Map.of(wrong.getKey(), wrong.getValue(), "autoscale.enabled", "true", "autoscale.max", "4"));
            assertThatThrownBy(() -> read(values)).isInstanceOf(ClusterStartException.class)
                    .hasMessageContaining(PREFIX + wrong.getKey().split("\\.")[0]).hasMessageContaining(wrong.getValue());
        }
        assertThatThrownBy(() -> read(Map.of("worker.heap", "2M"))).hasMessageContaining("worker.heap=2M is neither")
                .hasMessageEndingWith("at least 16M");
        assertThat(read(Map.of("worker.heap", "jvm")).launch().heap()).isEqualTo(WorkerHeap.JVM);
        assertThat(readAll(Map.of("quarkus.socketio.recovery.enabled", "true"), FACTS).limits().savesSessions()).isTrue();
        assertThatThrownBy(() -> read(Map.of("workers", "0"))).hasMessageContaining("1 to 1024");
    }

    @Test
    void portsOutOfRangeAndServerKeysThatCannotBeMeantAreRefused() {
        assertThatThrownBy(() -> readAll(Map.of("quarkus.http.port", "65536"), FACTS)).isInstanceOf(ClusterStartException.class)
                .hasMessage("quarkus.http.port=65536 is no port: write a number from 1 to 65535, or 0 for any free one");
        assertThatThrownBy(() -> management(Map.of("port", "-1")))
                .hasMessageStartingWith("quarkus.management.port=-1 is no port");
        assertThatThrownBy(() -> readAll(Map.of("quarkus.socketio.ping-interval", "25000"), FACTS))
                .isInstanceOf(ClusterStartException.class).hasMessageContaining("write 25s or 25000ms");
    }

    @Test
    void whatOnlyWorkersUseIsCheckedToo() {
        Map<String, String> wrong = Map.of("quarkus.socketio.transports", "websockets", "quarkus.socketio.origins", "/[/",
                "quarkus.socketio.admin.enabled", "true", "quarkus.tls.key-store.pem.0.key", "/no/such.pem");
        wrong.forEach((key, value) -> assertThatThrownBy(() -> readAll(Map.of(key, value), FACTS))
                .isInstanceOf(ClusterStartException.class).hasMessageContaining(key));
        assertThatThrownBy(() -> readAll(wrong, FACTS)).hasMessageContainingAll(wrong.keySet().toArray(String[]::new));
    }

    @Test
    void theManagementPortServesTlsIfItHasAKey() {
        assertThat(management(Map.of())).isEqualTo(new Listen("0.0.0.0", 9000, Listen.NONE, false, 4096));
        assertThat(management(Map.of("host", "127.0.0.1", "port", "1234", "accept-backlog", "5")))
                .isEqualTo(new Listen("127.0.0.1", 1234, Listen.NONE, false, 5));
        Listen tls = new Listen("0.0.0.0", Listen.NONE, 9000, false, 4096);
        assertThat(management(Map.of("tls-configuration-name", "internal"))).isEqualTo(tls);
        assertThat(management(Map.of("ssl.certificate.files", "a.pem"))).isEqualTo(tls);
        assertThat(management(Map.of("ssl.certificate.key-store-file", "a.p12"))).isEqualTo(tls);
        assertThat(readAll(Map.of("quarkus.tls.key-store.p12.path", "io/quarkiverse/socketio/Socket.class"), MANAGED).front()
                .pages().management())
                .isEqualTo(tls);
        assertThat(management(Map.of("host-enabled", "false"))).isNull();
        assertThat(readAll(Map.of(), FACTS).front().pages().management()).as("no application was built").isNull();
    }

    @Test
    void aUnixSocketIsRefusedWithItsKeyAndASolution() {
        for (String key : List.of("quarkus.http.domain-socket-enabled", "quarkus.management.domain-socket-enabled")) {
            assertThatThrownBy(() -> readAll(Map.of(key, "true"), MANAGED)).isInstanceOf(ClusterStartException.class)
                    .hasMessageStartingWith(key + "=true").hasMessageContaining("Remove that key");
            readAll(Map.of(key, "false"), MANAGED);
        }
    }

    private static Listen management(Map<String, String> values) {
        Map<String, String> keys = new HashMap<>();
        values.forEach((key, value) -> keys.put("quarkus.management." + key, value));
        return readAll(keys, MANAGED).front().pages().management();
    }

    private static PrimarySettings read(Map<String, String> values) {
        Map<String, String> keys = new HashMap<>();
        values.forEach((key, value) -> keys.put(PREFIX + key, value));
        return readAll(keys, FACTS);
    }

    private static PrimarySettings readAll(Map<String, String> keys, BuildFacts facts) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(ClusterConfig.class)
                .withMapping(VertxHttpConfig.class).withMapping(ManagementConfig.class).withMapping(RelayConfig.class)
                .withMapping(SocketIOConfig.class)
                .withValidateUnknown(false)
                .withDefaultValue("java.io.tmpdir", System.getProperty("java.io.tmpdir"))
                .withDefaultValue("quarkus.http.host", "0.0.0.0").withDefaultValue("quarkus.management.host", "0.0.0.0")
                .withSources(new PropertiesConfigSource(keys, "test", 100)).build();
        return new PrimarySettingsReader(config, config.getConfigMapping(ClusterConfig.class), facts, LineFormat.PLAIN).read();
    }
}
