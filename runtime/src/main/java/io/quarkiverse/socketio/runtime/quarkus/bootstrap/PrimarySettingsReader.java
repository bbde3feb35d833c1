package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;

import io.quarkiverse.socketio.runtime.cluster.dispatch.Balancers;
import io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Front;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Host;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Identity;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Launch;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Limits;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Pages;
import io.quarkiverse.socketio.runtime.cluster.settings.WorkerHeap;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.config.RelayConfig;
import io.quarkiverse.socketio.runtime.config.ServerConfigCheck;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostName;
import io.quarkiverse.socketio.runtime.quarkus.cluster.RelaySettings;
import io.quarkiverse.socketio.runtime.quarkus.cluster.SidAffinity;
import io.quarkiverse.socketio.spi.LoadBalancer;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig.InsecureRequests;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.http.ClientAuth;

/**
 * Reads the primary's settings from the application's configuration, and refuses configurations that a cluster does not
 * support.
 * <p>
 * Thread: main.
 */
record PrimarySettingsReader(SmallRyeConfig config, ClusterConfig cluster, BuildFacts facts, LineFormat lines) {
    private static final String PORT_KEY = "quarkus.http.port";
    private static final String TLS_PORT_KEY = "quarkus.http.ssl-port";
    private static final int MAX_PORT = 65535;
    /** With less, no application starts. */
    private static final long LEAST_HEAP = 16 << 20;
    private static final int DEFAULT_BACKLOG = 4096;
    /** With less, the worker that creates the class archive at its exit could be killed. */
    private static final Duration TIME_FOR_ARCHIVE = Duration.ofSeconds(10);
    /** The certificate of servers without a TLS configuration of their own. */
    private static final String DEFAULT_KEY = "quarkus.tls.key-store.";
    /** Prefixes of the keys with which Quarkus starts a server for HTTPS. */
    private static final List<String> KEYS = List.of("quarkus.http.ssl.certificate.files",
            "quarkus.http.ssl.certificate.key-store-file", "quarkus.http.tls-configuration-name", DEFAULT_KEY);
    private static final List<String> MANAGEMENT_KEYS = List.of("quarkus.management.ssl.certificate.files",
            "quarkus.management.ssl.certificate.key-store-file", "quarkus.management.tls-configuration-name", DEFAULT_KEY);

    /** Returns whether there is a port to share; otherwise, as in a command-line application, there is no cluster. */
    static boolean hasPort(SmallRyeConfig config) {
        return config.getConfigMapping(VertxHttpConfig.class).hostEnabled();
    }

    private VertxHttpConfig http() {
        return config.getConfigMapping(VertxHttpConfig.class);
    }

    /** @throws ClusterStartException when the cluster cannot start with this configuration */
    PrimarySettings read() {
        List<String> problems = new ServerConfigCheck(config).problems();
        if (!problems.isEmpty()) {
            throw new ClusterStartException(String.join("; ", problems));
        }
        LoadBalancer balancer = balancer();
        Host host = host();
        return new PrimarySettings(listen(), supervision(),
                new Launch(cluster.worker().jvmArgs().orElse(List.of()), cluster.worker().env(), cluster.worker().inheritEnv(),
                        handoff(), heap(), lines,
                        cluster.worker().classArchive() && cluster.shutdownTimeout().compareTo(TIME_FOR_ARCHIVE) >= 0),
                new Limits(cluster.firstRequestTimeout(), cluster.sessionBytes().asLongValue(),
                        config.getOptionalValue("quarkus.socketio.recovery.enabled", Boolean.class).orElse(false)),
                front(balancer, host.tag()), host);
    }

    private Host host() {
        try {
            return RelaySettings.of(config.getConfigMapping(RelayConfig.class), System.getenv())
                    .map(relay -> new Host(SessionId.newTag(), new Listen(relay.listen().host(), relay.listen().port(),
                            Listen.NONE, false, DEFAULT_BACKLOG)))
                    .orElse(Host.ALONE);
        } catch (IllegalArgumentException e) {
            throw new ClusterStartException(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the key of the port that identifies a primary for commands: that of HTTP, or of HTTPS if it is the only one. */
    String mainPortKey() {
        return insecureRequests() == InsecureRequests.DISABLED ? TLS_PORT_KEY : PORT_KEY;
    }

    /** Returns the value of {@link #mainPortKey()}. */
    int mainPort() {
        return insecureRequests() == InsecureRequests.DISABLED ? http().sslPort() : http().port();
    }

    private Listen listen() {
        InsecureRequests insecure = insecureRequests();
        boolean tls = hasTls();
        if (!tls && insecure != InsecureRequests.ENABLED) {
            throw new ClusterStartException("quarkus.http.insecure-requests=" + insecure.name().toLowerCase(Locale.ROOT)
                    + " needs HTTPS: configure a key for it, for instance with quarkus.tls.key-store.*");
        }
        return new Listen(http().host(),
                insecure == InsecureRequests.DISABLED ? Listen.NONE : port(PORT_KEY, http().port()),
                tls ? port(TLS_PORT_KEY, http().sslPort()) : Listen.NONE, insecure == InsecureRequests.REDIRECT,
                backlog(http().acceptBacklog()));
    }

    /** Returns Quarkus' default too: plain HTTP is disabled if clients must have certificates. */
    private InsecureRequests insecureRequests() {
        return http().insecureRequests()
                .orElse(config.getOptionalValue("quarkus.http.ssl.client-auth", ClientAuth.class)
                        .filter(ClientAuth.REQUIRED::equals).isPresent() ? InsecureRequests.DISABLED
                                : InsecureRequests.ENABLED);
    }

    private Front front(LoadBalancer balancer, String tag) {
        ManagementConfig management = config.getConfigMapping(ManagementConfig.class);
        requireNoDomainSocket("quarkus.http", http().domainSocketEnabled());
        requireNoDomainSocket("quarkus.management", management.domainSocketEnabled());
        ForwardedFor forwarded = Balancers.wantsClient(balancer) ? new TrustedProxies(config).read() : ForwardedFor.NEVER;
        return new Front(new Identity(facts.application(), HostName.of(Optional.empty())), SidAffinity.of(config, tag),
                balancer, forwarded,
                new Pages(facts.paths(),
                        facts.onManagementPort() && management.hostEnabled() ? listen(management) : null,
                        facts.healthOnApplicationPort(),
                        cluster.minReady().orElse(0), cluster.management().token().orElse("")));
    }

    private Listen listen(ManagementConfig management) {
        boolean tls = firstSet(MANAGEMENT_KEYS).isPresent();
        int port = port("quarkus.management.port", management.port());
        return new Listen(management.host(), tls ? Listen.NONE : port, tls ? port : Listen.NONE, false,
                backlog(management.acceptBacklog()));
    }

    private static int port(String key, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new ClusterStartException(key + "=" + port + " is no port: write a number from 1 to " + MAX_PORT
                    + ", or 0 for any free one");
        }
        return port;
    }

    private static int backlog(int wanted) {
        return wanted > 0 ? wanted : DEFAULT_BACKLOG;
    }

    /** Fails if that socket is enabled, as a worker uses it for itself. */
    private static void requireNoDomainSocket(String server, boolean enabled) {
        if (enabled) {
            throw new ClusterStartException(
                    server + ".domain-socket-enabled=true asks for a Unix socket, which a cluster does not open beside its"
                            + " ports. Remove that key, or set quarkus.socketio.cluster.enabled=false");
        }
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
            if (count >= 1 && count <= SupervisionSettings.MAX_WORKERS) {
                return count;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new ClusterStartException(
                key + "=" + wanted + " is neither auto nor a number from 1 to " + SupervisionSettings.MAX_WORKERS);
    }

    private SupervisionSettings supervision() {
        return new SupervisionSettings(workers(), restartPolicy(), new SupervisionSettings.Limits(cluster.bootTimeout(),
                cluster.workerTimeout(), cluster.shutdownTimeout()), checks());
    }

    private SupervisionSettings.Checks checks() {
        OptionalLong maxRss = cluster.worker().maxRss().map(size -> OptionalLong.of(size.asLongValue()))
                .orElse(OptionalLong.empty());
        return new SupervisionSettings.Checks(cluster.worker().maxLifetime(), maxRss,
                cluster.autoscale().enabled() ? Optional.of(autoscale(cluster.autoscale())) : Optional.empty());
    }

    private static SupervisionSettings.Autoscaling autoscale(ClusterConfig.Autoscale wanted) {
        int max = wanted.max().orElse(Runtime.getRuntime().availableProcessors());
        if (wanted.min() < 1 || wanted.min() > max || max > SupervisionSettings.MAX_WORKERS) {
            throw new ClusterStartException("quarkus.socketio.cluster.autoscale: min=" + wanted.min() + " and max=" + max
                    + " are no range within 1 to " + SupervisionSettings.MAX_WORKERS);
        }
        OptionalDouble load = wanted.targetLoad() > 0 ? OptionalDouble.of(wanted.targetLoad()) : OptionalDouble.empty();
        return new SupervisionSettings.Autoscaling(wanted.min(), max,
                new SupervisionSettings.Targets(asDouble(wanted.targetConnections()), load,
                        asDouble(wanted.targetRequests())),
                wanted.interval());
    }

    private static OptionalDouble asDouble(OptionalInt value) {
        return value.isPresent() ? OptionalDouble.of(value.getAsInt()) : OptionalDouble.empty();
    }

    private Optional<HandoffMode> handoff() {
        return switch (cluster.handoff()) {
            case AUTO -> Optional.empty();
            case DESCRIPTOR -> Optional.of(HandoffMode.DESCRIPTOR);
            case PROXY -> Optional.of(HandoffMode.PROXY);
        };
    }

    private WorkerHeap heap() {
        String wanted = cluster.worker().heap().trim();
        try {
            return switch (wanted) {
                case "auto" -> WorkerHeap.AUTO;
                case "jvm" -> WorkerHeap.JVM;
                default -> size(new MemorySizeConverter().convert(wanted).asLongValue());
            };
        } catch (IllegalArgumentException e) {
            throw new ClusterStartException("quarkus.socketio.cluster.worker.heap=" + wanted
                    + " is neither auto nor jvm nor a size such as 512M, at least " + (LEAST_HEAP >> 20) + "M");
        }
    }

    private static WorkerHeap size(long bytes) {
        if (bytes < LEAST_HEAP) {
            throw new IllegalArgumentException("too small");
        }
        return WorkerHeap.of(bytes);
    }

    private LoadBalancer balancer() {
        try {
            return Balancers.named(cluster.loadBalancing(), RandomGenerator.getDefault());
        } catch (IllegalArgumentException e) {
            throw new ClusterStartException("quarkus.socketio.cluster.load-balancing: " + e.getMessage());
        }
    }

    private RestartPolicy restartPolicy() {
        return new RestartPolicy(cluster.restartWorkers(),
                new RestartPolicy.Backoff(cluster.restartDelay(), cluster.maxRestartDelay(), cluster.minUptime()),
                new RestartPolicy.CrashLimit(cluster.maxRestarts(), cluster.maxRestartsWindow(),
                        cluster.respawnThreshold(), cluster.respawnThresholdTime()));
    }

    private boolean hasTls() {
        return firstSet(KEYS).isPresent();
    }

    private Optional<String> firstSet(List<String> prefixes) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .filter(this::isSet)
                .findFirst();
    }

    /** Returns whether the key was set explicitly; keys with default values are listed as well. */
    private boolean isSet(String name) {
        ConfigValue value = config.getConfigValue(name);
        return value.getValue() != null && value.getConfigSourceOrdinal() > Integer.MIN_VALUE;
    }
}
