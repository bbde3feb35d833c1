package io.quarkiverse.socketio.runtime.quarkus;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.admin.ControlClient;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimaryMain;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.StartFailure;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkus.runtime.JVMUnsafeWarningsControl;
import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.quarkus.runtime.configuration.QuarkusConfigFactory;
import io.quarkus.runtime.logging.LoggingSetupRecorder;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Runs before anything of the application, from a call that the build puts in front of {@code main}: decides whether this
 * process is a worker, the primary, or a single application as ever.
 * <p>
 * Thread: main.
 */
public final class ClusterBootstrap {
    private static final String ENABLED = "quarkus.socketio.cluster.enabled";
    /** Set while the build records the classes of an AppCDS or AOT archive. */
    private static final String TRAINING = "quarkus.appcds.generate";

    private ClusterBootstrap() {
    }

    /**
     * @param enabledAtBuild what the build knew of {@code quarkus.socketio.cluster.enabled}
     * @return true when this was the primary's life, so that main has to return and the application must not start here
     */
    public static boolean enter(BuildFacts facts, boolean enabledAtBuild) {
        // Quarkus sets these too, but later than our first log line
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.setProperty("java.util.concurrent.ForkJoinPool.common.threadFactory",
                "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory");
        if (System.getProperty(TRAINING) != null || "false".equals(System.getProperty(ENABLED))) {
            return false;
        }
        if (WorkerEnvironment.isWorker(System.getenv())) {
            beWorker();
            return false;
        }
        if (!enabledAtBuild && !isEnabledNow()) {
            return false;
        }
        SmallRyeConfig config = applicationConfig();
        ClusterConfig cluster = config.getConfigMapping(ClusterConfig.class);
        if (!cluster.enabled() || !PrimarySettingsReader.hasPort(config)) {
            return false;
        }
        Optional<String> order = order();
        if (order.isPresent()) {
            System.exit(send(order.get(), new PrimarySettingsReader(config, cluster, facts)));
        }
        PrimaryMain.installFirstSignals();
        JVMUnsafeWarningsControl.disableUnsafeRelatedWarnings();
        QuarkusConfigFactory.setConfig(config);
        LoggingSetupRecorder.handleFailedStart();
        int code = bePrimary(facts, config, cluster);
        if (code != 0 || cluster.exitOnShutdown()) {
            System.exit(code);
        }
        return true;
    }

    private static Optional<String> order() {
        try {
            return ControlClient.order();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int send(String order, PrimarySettingsReader settings) {
        try {
            System.out.println(ControlClient.send(order, settings.mainPort(), settings.mainPortKey()));
            return 0;
        } catch (StartFailure | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static int bePrimary(BuildFacts facts, SmallRyeConfig config, ClusterConfig cluster) {
        Logger log = Logger.getLogger("io.quarkiverse.socketio.cluster");
        try {
            PrimarySettings settings = new PrimarySettingsReader(config, cluster, facts).read();
            return PrimaryMain.run(settings);
        } catch (StartFailure e) {
            log.errorf("The cluster cannot start. %s", e.getMessage());
        } catch (IOException | RuntimeException e) {
            log.error("The cluster's primary has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static void beWorker() {
        WorkerAgent agent;
        try {
            agent = WorkerAgent.start(WorkerEnvironment.readFrom(System.getenv()));
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        // no port of its own: the primary hands it connections, the other workers reach it over the socket
        Map.of("quarkus.http.host-enabled", "false",
                "quarkus.http.domain-socket-enabled", "true",
                "quarkus.http.domain-socket", agent.httpSocket().toString(),
                // what that asks for, the primary does; without a port Quarkus would refuse it
                "quarkus.http.insecure-requests", "enabled",
                "quarkus.management.host-enabled", "false",
                "quarkus.management.domain-socket-enabled", "false",
                "quarkus.vertx.prefer-native-transport", "true").forEach(System::setProperty);
    }

    /**
     * A look at the usual places: system properties, environment, {@code .env}, {@code application.properties}. The whole
     * configuration takes a third of a second to read, which an application that is no cluster shall not pay.
     */
    private static boolean isEnabledNow() {
        return new SmallRyeConfigBuilder().withCustomizers(new QuarkusConfigBuilderCustomizer()).addDefaultInterceptors()
                .addDefaultSources().build().getOptionalValue(ENABLED, Boolean.class).orElse(false);
    }

    /** Exactly the configuration that the application would see. */
    private static SmallRyeConfig applicationConfig() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        AbstractConfigBuilder.withCustomizer(builder, "io.quarkus.runtime.generated.RunTimeConfig");
        return builder.build();
    }
}
