package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import io.quarkus.runtime.configuration.ConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Sets the defaults of the event loops of a single process or a worker in production; any configured value takes precedence.
 * <ul>
 * <li>As many event loops as the process has processors, where Quarkus would create twice as many: messages change threads less
 * often, and with one event loop the requests of a session never do.
 * <li>Netty's native transport, if its library can be loaded; else Vert.x uses that of the JDK.
 * </ul>
 */
public final class EventLoopDefaults implements ConfigBuilder {

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        return builder.withDefaultValue("quarkus.vertx.event-loops-pool-size",
                Integer.toString(Runtime.getRuntime().availableProcessors()))
                .withDefaultValue("quarkus.vertx.prefer-native-transport", "true");
    }
}
