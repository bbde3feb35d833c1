package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkus.runtime.configuration.ConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * What is a default only in a worker. It gets as many event loops as its share of the processors, where Quarkus would take
 * twice as many: with one, a session's requests never change threads, which saved a quarter of the CPU time of an echo.
 */
public final class WorkerDefaults implements ConfigBuilder {

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        if (WorkerAgent.current().isPresent()) {
            builder.withDefaultValue("quarkus.vertx.event-loops-pool-size",
                    Integer.toString(Runtime.getRuntime().availableProcessors()));
        }
        return builder;
    }
}
