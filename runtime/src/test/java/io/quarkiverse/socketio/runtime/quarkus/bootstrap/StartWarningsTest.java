package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class StartWarningsTest {
    private static List<String> warnings(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ClusterConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100)).build();
        return StartWarnings.ofCluster(config, config.getConfigMapping(ClusterConfig.class));
    }

    @Test
    void aSmallHeapIsOneWarning() {
        assertThat(StartWarnings.ofProcess(20 << 20)).singleElement().asString().contains("20 MB only", "-Xmx48m or more");
        assertThat(StartWarnings.ofProcess(48 << 20)).isEmpty();
    }

    @Test
    void noTimeToStopIsOneWarning() {
        assertThat(warnings(Map.of("quarkus.socketio.cluster.shutdown-timeout", "0s"))).singleElement().asString()
                .startsWith("quarkus.socketio.cluster.shutdown-timeout=0s leaves workers no time").endsWith("such as 30s");
        assertThat(warnings(Map.of())).isEmpty();
    }

    @Test
    void anEmptyTokenIsOneWarning() {
        assertThat(warnings(Map.of("quarkus.socketio.cluster.management.token", ""))).singleElement().asString()
                .startsWith("quarkus.socketio.cluster.management.token is empty").contains("remove the key");
        assertThat(warnings(Map.of("quarkus.socketio.cluster.management.token", "secret"))).isEmpty();
    }
}
