package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;

import io.quarkiverse.socketio.runtime.cluster.dispatch.Balancers;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Front;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Launch;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Limits;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Listen;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Seats;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.primary.StartFailure;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.spi.LoadBalancer;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;

/**
 * Makes the primary's plain settings of the application's configuration, and refuses what a cluster cannot do (yet).
 * <p>
 * Thread: main.
 */
final class PrimarySettingsReader {
    private static final int DEFAULT_BACKLOG = 4096;
    private static final int MAX_WORKERS = 1024;
    private static final List<String> HTTPS = List.of("quarkus.http.ssl.certificate.", "quarkus.http.tls-configuration-name",
            "quarkus.tls.key-store.");

    private final SmallRyeConfig config;
    private final ClusterConfig cluster;
    private final BuildFacts facts;

    PrimarySettingsReader(SmallRyeConfig config, ClusterConfig cluster, BuildFacts facts) {
        this.config = config;
        this.cluster = cluster;
        this.facts = facts;
    }

    /** Without a port there is nothing to share: a command-line application is one process. */
    static boolean hasPort(SmallRyeConfig config) {
        return config.getOptionalValue("quarkus.http.host-enabled", Boolean.class).orElse(true);
    }

    PrimarySettings read() {
        refuseHttps();
        return new PrimarySettings(listen(), new Seats(workers(), restartPolicy(), balancer()),
                new Launch(cluster.worker().jvmArgs().orElse(List.of()), cluster.worker().env(), cluster.worker().inheritEnv()),
                new Limits(cluster.bootTimeout(), cluster.workerTimeout(), cluster.shutdownTimeout(),
                        cluster.firstRequestTimeout()),
                front());
    }

    private Listen listen() {
        int backlog = config.getOptionalValue("quarkus.http.accept-backlog", Integer.class).orElse(-1);
        return new Listen(config.getOptionalValue("quarkus.http.host", String.class).orElse("0.0.0.0"),
                config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080),
                backlog > 0 ? backlog : DEFAULT_BACKLOG);
    }

    private Front front() {
        HealthPaths health = new HealthPaths(facts.healthPath(), facts.livePath(), facts.readyPath(),
                facts.startedPath());
        return new Front(facts.application(), new SidAffinity(), health);
    }

    private int workers() {
        String key = "quarkus.socketio.cluster.workers";
        String wanted = cluster.workers().trim();
        if (wanted.equals("auto")) {
            String concurrency = System.getenv("WEB_CONCURRENCY");
            if (concurrency == null || concurrency.isBlank()) {
                return Runtime.getRuntime().availableProcessors();
            }
            key = "WEB_CONCURRENCY";
            wanted = concurrency.trim();
        }
        try {
            int count = Integer.parseInt(wanted);
            if (count >= 1 && count <= MAX_WORKERS) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new StartFailure(key + "=" + wanted + " is neither auto nor a number from 1 to " + MAX_WORKERS);
    }

    private LoadBalancer balancer() {
        try {
            return Balancers.named(cluster.loadBalancing(), RandomGenerator.getDefault());
        } catch (IllegalArgumentException e) {
            throw new StartFailure("quarkus.socketio.cluster.load-balancing: " + e.getMessage());
        }
    }

    private RestartPolicy restartPolicy() {
        return new RestartPolicy(cluster.restartWorkers(),
                new RestartPolicy.Backoff(cluster.restartDelay(), cluster.maxRestartDelay(), cluster.minUptime()),
                new RestartPolicy.CrashLimit(cluster.maxRestarts(), cluster.respawnThreshold(),
                        cluster.respawnThresholdTime()));
    }

    private void refuseHttps() {
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> HTTPS.stream().anyMatch(name::startsWith))
                .filter(this::isSet)
                .findFirst().ifPresent(name -> {
                    throw new StartFailure(name + " asks for HTTPS, which the cluster's port does not serve yet. Let a reverse"
                            + " proxy in front of it end TLS and remove that key, or set quarkus.socketio.cluster.enabled=false");
                });
    }

    /** By somebody, that is: the names of defaults are listed as well. */
    private boolean isSet(String name) {
        ConfigValue value = config.getConfigValue(name);
        return value.getValue() != null && value.getConfigSourceOrdinal() > Integer.MIN_VALUE;
    }
}
