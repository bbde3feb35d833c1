package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.quarkus.vertx.core.runtime.config.VertxConfiguration;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class EventLoopDefaultsTest {
    private static final String THREADS = "quarkus.vertx.event-loops-pool-size";
    private static final String NATIVE = "quarkus.vertx.prefer-native-transport";

    private static VertxConfiguration read(Map<String, String> configured) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withCustomizers(new QuarkusConfigBuilderCustomizer())
                .addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(VertxConfiguration.class)
                .withSources(new PropertiesConfigSource(configured, "test", 100));
        return new EventLoopDefaults().configBuilder(builder).build().getConfigMapping(VertxConfiguration.class);
    }

    @Test
    void theDefaultsReplaceThoseOfQuarkus() {
        VertxConfiguration vertx = read(Map.of());
        assertThat(vertx.eventLoopsPoolSize()).hasValue(Runtime.getRuntime().availableProcessors());
        assertThat(vertx.preferNativeTransport()).isTrue();
    }

    @Test
    void configuredValuesTakePrecedence() {
        VertxConfiguration vertx = read(Map.of(THREADS, "7", NATIVE, "false"));
        assertThat(vertx.eventLoopsPoolSize()).hasValue(7);
        assertThat(vertx.preferNativeTransport()).isFalse();
    }
}
