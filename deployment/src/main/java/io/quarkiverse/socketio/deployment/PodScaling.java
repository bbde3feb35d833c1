package io.quarkiverse.socketio.deployment;

import java.util.Optional;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig.Autoscaling;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Whether a manifest gets an autoscaler, and with how many pods. More than one pod makes sense only if pods are connected: else
 * each serves its own clients, and none of those of the others. What the application sets applies even so.
 * <p>
 * Thread: any; immutable.
 *
 * @param connected whether the pods are connected, as far as the build knows
 */
record PodScaling(Autoscaling config, boolean connected) {
    static final String PREFIX = "quarkus.socketio.kubernetes.autoscaling.";
    static final String ADAPTER = "quarkus.socketio.adapter.type";
    private static final int MIN_REPLICAS = 3;
    private static final int MAX_REPLICAS = 20;

    /** Reads the type of the adapter from the configuration for the build, as it is one for the run. */
    static PodScaling of(Autoscaling config) {
        AdapterConfig.Type type = ConfigProvider.getConfig().getOptionalValue(ADAPTER, AdapterConfig.Type.class)
                .orElse(AdapterConfig.Type.AUTO);
        return new PodScaling(config, type != AdapterConfig.Type.AUTO);
    }

    boolean hasAutoscaler() {
        return config.enabled()
                .orElse(connected || config.minReplicas().isPresent() || config.maxReplicas().isPresent());
    }

    int minReplicas() {
        return config.minReplicas().orElse(Math.min(MIN_REPLICAS, maxReplicas()));
    }

    int maxReplicas() {
        return config.maxReplicas().orElse(Math.max(MAX_REPLICAS, config.minReplicas().orElse(MAX_REPLICAS)));
    }

    void check() {
        atLeast("min-replicas", 1, minReplicas());
        if (maxReplicas() < minReplicas()) {
            throw new ConfigurationException(PREFIX + "max-replicas=" + maxReplicas() + " is less than " + PREFIX
                    + "min-replicas=" + minReplicas());
        }
        atLeast("cpu-utilization", 1, config.cpuUtilization());
        atLeast("connections", 0, config.connections());
    }

    private static void atLeast(String key, int least, int value) {
        if (value < least) {
            throw new ConfigurationException(PREFIX + key + "=" + value + " must be " + least + " at least");
        }
    }

    /** Returns the key and value by which the application asks for several pods without an autoscaler. */
    static Optional<String> replicas(String target) {
        String key = "quarkus." + target + ".replicas";
        Config all = ConfigProvider.getConfig();
        return all.getOptionalValue(key, Integer.class).filter(number -> number > 1).map(number -> key + "=" + number);
    }
}
