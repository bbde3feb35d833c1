package io.quarkiverse.socketio.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Tests how many connections a process takes. */
class CapacityTest {
    private static int connections(long maxHeap, Map<String, String> properties) {
        SocketIOConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(SocketIOConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100)).build()
                .getConfigMapping(SocketIOConfig.class);
        return CoreOptions.capacity(config, maxHeap).connections();
    }

    @ParameterizedTest
    @CsvSource({ "128,5461", "256,10922", "512,21845", "1024,43690", "2048,50000", "16384,50000" })
    void theNumberFollowsTheHeapUnlessItIsSet(long heapMegabytes, int connections) {
        assertThat(connections(heapMegabytes << 20, Map.of())).isEqualTo(connections);
    }

    @Test
    void theNumberThatIsSetCounts() {
        Map<String, String> set = Map.of("quarkus.socketio.limits.max-connections", "70000");
        assertThat(connections(128 << 20, set)).isEqualTo(70_000);
    }
}
