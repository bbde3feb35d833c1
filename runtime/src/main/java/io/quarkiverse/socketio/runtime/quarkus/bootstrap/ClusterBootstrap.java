package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.admin.ControlClient;
import io.quarkiverse.socketio.runtime.cluster.admin.ControlClient.Outcome;
import io.quarkiverse.socketio.runtime.cluster.admin.ExitCode;
import io.quarkiverse.socketio.runtime.cluster.admin.TerminalCommand;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimaryMain;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.JVMUnsafeWarningsControl;
import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.quarkus.runtime.configuration.QuarkusConfigFactory;
import io.quarkus.runtime.logging.LoggingSetupRecorder;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Decides whether this process is the primary, a worker, or a single process. Runs before the application, by a call that the
 * build inserts at the beginning of {@code main}.
 * <p>
 * Thread: main.
 */
public final class ClusterBootstrap {
    private static final String ENABLED = "quarkus.socketio.cluster.enabled";
    /** Set while the build records the classes of an AppCDS or AOT archive. */
    private static final String TRAINING = "quarkus.appcds.generate";

    private ClusterBootstrap() {
    }

    /** Not a constant, as the first logger needs the system properties that are set in {@link #enter}. */
    private static Logger log() {
        return Logger.getLogger("io.quarkiverse.socketio.cluster");
    }

    /**
     * @param enabledAtBuild the value of {@code quarkus.socketio.cluster.enabled} at build time
     * @param arguments of the program
     * @param application the application's own class that reads the arguments; null if it has none
     * @return true if this process was the primary and has finished: main must return without starting the application
     */
    public static boolean enter(BuildFacts facts, boolean enabledAtBuild, String[] arguments, @Nullable Class<?> application) {
        // Quarkus sets these too, but after our first log line
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.setProperty("java.util.concurrent.ForkJoinPool.common.threadFactory",
                "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory");
        if (System.getProperty(TRAINING) != null) {
            return false;
        }
        if (WorkerEnvironment.isWorker(System.getenv())) {
            setUpWorker(facts);
            return false;
        }
        TerminalCommand command = TerminalCommand.read(List.of(arguments));
        if (command instanceof TerminalCommand.Send send) {
            Outcome outcome = send(send, facts);
            exit(outcome, send.json() ? outcome.json(send) : "");
        } else if (command instanceof TerminalCommand.Help help) {
            if (!help.ofCluster() && application != null) {
                return false; // the application prints its own, in this process and not in each worker
            }
            exit(new Outcome(ExitCode.OK, TerminalCommand.USAGE), "");
        }
        boolean mayBePrimary = !"false".equals(System.getProperty(ENABLED)) && (enabledAtBuild || isEnabledNow());
        if (command instanceof TerminalCommand.Lookalike wrong && application == null) {
            exit(new Outcome(ExitCode.USAGE, wrong.problem() + ". Try " + TerminalCommand.OPTION + "=help"), "");
        }
        // without a cluster, an application that reads its arguments may have such an option of its own
        if (command instanceof TerminalCommand.Misuse misuse && (mayBePrimary || application == null)) {
            Outcome outcome = new Outcome(ExitCode.USAGE, misuse.problem() + ". Try " + TerminalCommand.OPTION + "=help");
            exit(outcome, misuse.json() ? outcome.json() : "");
        }
        StartWarnings.ofProcess(Runtime.getRuntime().maxMemory()).forEach(log()::warn);
        return mayBePrimary && runIfPrimary(facts);
    }

    /** Returns whether this process was the primary. */
    private static boolean runIfPrimary(BuildFacts facts) {
        SmallRyeConfig config;
        try {
            config = applicationConfig();
        } catch (ConfigValidationException e) {
            exit(new Outcome(ExitCode.FAILED, explain("The application cannot start", e)), "");
            return true;
        }
        ClusterConfig cluster = config.getConfigMapping(ClusterConfig.class);
        if (!cluster.enabled() || !PrimarySettingsReader.hasPort(config)) {
            return false;
        }
        PrimaryMain.installFirstSignals();
        JVMUnsafeWarningsControl.disableUnsafeRelatedWarnings();
        QuarkusConfigFactory.setConfig(config);
        StartWarnings.ofCluster(config, cluster).forEach(log()::warn);
        int code = runPrimary(new PrimarySettingsReader(config, cluster, facts, setUpLog(config, facts)));
        if (code != 0 || cluster.exitOnShutdown()) {
            System.exit(code);
        }
        return true;
    }

    private static String explain(String consequence, RuntimeException invalid) {
        return ConfigProblems.of(invalid).stream().map(problem -> consequence + ". " + problem)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static Outcome send(TerminalCommand.Send command, BuildFacts facts) {
        SmallRyeConfig config;
        try {
            config = applicationConfig();
        } catch (ConfigValidationException e) {
            return new Outcome(ExitCode.FAILED, explain("The command was not sent", e));
        }
        if (!PrimarySettingsReader.hasPort(config)) {
            return new Outcome(ExitCode.NOT_RUNNING,
                    "This application has no HTTP port (quarkus.http.host-enabled=false), so it does not run as a cluster");
        }
        ClusterConfig cluster = config.getConfigMapping(ClusterConfig.class);
        PrimarySettingsReader settings = new PrimarySettingsReader(config, cluster, facts, LineFormat.PLAIN);
        JVMUnsafeWarningsControl.disableUnsafeRelatedWarnings(); // of Netty's buffers, from JDK 24 on
        Outcome outcome = ControlClient.send(command, settings.mainPort(), settings.mainPortKey());
        return outcome.code() != ExitCode.NOT_RUNNING || cluster.enabled() ? outcome
                : new Outcome(ExitCode.NOT_RUNNING, outcome.text() + ". It runs as a cluster only with " + ENABLED
                        + "=true, which is not set here");
    }

    /** @param json printed instead of the text on standard output; may be empty. A failure is also text on standard error */
    private static void exit(Outcome outcome, String json) {
        if (!json.isEmpty()) {
            System.out.println(json);
        }
        if (outcome.code() != ExitCode.OK) {
            System.err.println(outcome.text());
        } else if (json.isEmpty()) {
            System.out.println(outcome.text());
        }
        silenceEarlyLog();
        System.exit(outcome.code().code());
    }

    /** Drops log records from before the set-up of logging, which would otherwise be printed at exit, whatever their level. */
    private static void silenceEarlyLog() {
        Handler silent = new ConsoleHandler();
        silent.setLevel(Level.OFF);
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] { silent });
    }

    /** Returns the format of the workers' lines: JSON if the primary's own lines are. */
    private static LineFormat setUpLog(SmallRyeConfig config, BuildFacts facts) {
        if (facts.hasJsonLog()) {
            return JsonLog.setUp(config) ? new JsonLines(InstantSource.system()) : LineFormat.PLAIN;
        }
        LoggingSetupRecorder.handleFailedStart();
        return LineFormat.PLAIN;
    }

    private static int runPrimary(PrimarySettingsReader reader) {
        try {
            return PrimaryMain.run(settings(reader));
        } catch (ClusterStartException e) {
            log().errorf("The cluster cannot start. %s", e.getMessage());
        } catch (IOException | RuntimeException e) {
            log().error("The cluster's primary has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static PrimarySettings settings(PrimarySettingsReader reader) {
        try {
            return reader.read();
        } catch (IllegalArgumentException e) { // of keys that no mapping validates
            throw new ClusterStartException(String.join("; ", ConfigProblems.of(e)));
        }
    }

    private static void setUpWorker(BuildFacts facts) {
        WorkerAgent agent;
        try {
            WorkerEnvironment environment = WorkerEnvironment.readFrom(System.getenv());
            setUpOutput(environment, facts);
            refuseMistakes(environment);
            agent = WorkerAgent.start(environment);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        // no TCP port: the primary hands over connections, other workers use the Unix socket
        Map.of("quarkus.http.host-enabled", "false",
                "quarkus.http.domain-socket-enabled", "true",
                "quarkus.http.domain-socket", agent.httpSocket().toString(),
                // redirects are the primary's task, and Quarkus would refuse to start without a port
                "quarkus.http.insecure-requests", "enabled",
                "quarkus.management.host-enabled", "false",
                "quarkus.management.domain-socket-enabled", "false",
                // not only the default: the JDK's transport cannot take over connections
                "quarkus.vertx.prefer-native-transport", "true").forEach(System::setProperty);
    }

    /**
     * A replacement may have another configuration than the primary, so it checks its own before it starts the application; the
     * primary has checked that of the first workers, which have no third of a second to lose.
     */
    private static void refuseMistakes(WorkerEnvironment environment) {
        if (environment.warmUp()) {
            try {
                WorkerRefusal.check(applicationConfig());
            } catch (ConfigValidationException e) {
                WorkerRefusal.exit(String.join("; ", ConfigProblems.of(e)));
            }
        }
        WorkerRefusal.exitOnFailedStart();
    }

    private static void setUpOutput(WorkerEnvironment environment, BuildFacts facts) {
        LogFiles.nameWorker("w" + environment.seat());
        if (environment.incarnation() > 1) {
            System.setProperty("quarkus.banner.enabled", "false"); // the first worker has printed it
        }
        if (facts.hasJsonLog()) {
            System.setProperty("quarkus.log.console.json.pretty-print", "false"); // an object is a line
        }
    }

    /**
     * Reads only the usual sources: system properties, environment, {@code .env}, {@code application.properties}. The whole
     * configuration takes a third of a second, which an application without a cluster should not pay.
     */
    private static boolean isEnabledNow() {
        return new SmallRyeConfigBuilder().withCustomizers(new QuarkusConfigBuilderCustomizer()).addDefaultInterceptors()
                .addDefaultSources().build().getOptionalValue(ENABLED, Boolean.class).orElse(false);
    }

    /** Returns the configuration that the application would have. */
    private static SmallRyeConfig applicationConfig() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        AbstractConfigBuilder.withCustomizer(builder, "io.quarkus.runtime.generated.RunTimeConfig");
        return builder.build();
    }
}
