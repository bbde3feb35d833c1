package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.cluster.process.Refusal;
import io.quarkiverse.socketio.runtime.config.ServerConfigCheck;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;

/**
 * Makes a worker exit with a code of its own, and one line, when its configuration is the reason why it cannot start: it would
 * be started again and again, with the same end.
 * <p>
 * Thread: main.
 */
final class WorkerRefusal {
    /** Quarkus' registry of keys and certificates reports those that cannot be used with exceptions of no class of its own. */
    private static final String TLS_REGISTRY = "io.quarkus.tls.runtime.";

    private WorkerRefusal() {
    }

    /** Exits if a configuration has a mistake that can be found without starting the application. */
    static void check(SmallRyeConfig config) {
        List<String> problems = new ServerConfigCheck(config).problems();
        if (!problems.isEmpty()) {
            exit(String.join("; ", problems));
        }
    }

    /** Exits like that, too, when the application cannot start because of its configuration. */
    static void exitOnFailedStart() {
        BiConsumer<Integer, Throwable> usual = ApplicationLifecycleManager.getDefaultExitCodeHandler();
        ApplicationLifecycleManager.setDefaultExitCodeHandler((code, failure) -> {
            String problem = failure == null ? "" : problem(failure);
            if (problem.isEmpty()) {
                usual.accept(code, failure);
            } else {
                exit(problem);
            }
        });
    }

    static void exit(String problem) {
        System.err.println(Refusal.line(problem));
        System.exit(Refusal.EXIT_CODE);
    }

    /** Returns what is wrong with the configuration; empty if it is not the reason. */
    private static String problem(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).filter(WorkerRefusal::isOfConfiguration)
                .findFirst().map(cause -> String.join("; ", ConfigProblems.of((RuntimeException) cause)))
                .orElseGet(WorkerRefusal::problemFound);
    }

    static boolean isOfConfiguration(Throwable cause) {
        return cause instanceof ConfigurationException || cause instanceof ConfigValidationException
                || cause instanceof IllegalStateException && cause.getStackTrace().length > 0
                        && cause.getStackTrace()[0].getClassName().startsWith(TLS_REGISTRY);
    }

    /** Returns a mistake that has caused an exception of another class. */
    private static String problemFound() {
        try {
            return new ServerConfigCheck(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)).problems().stream()
                    .collect(Collectors.joining("; "));
        } catch (RuntimeException e) { // this configuration cannot be read, or its class loader is closed
            return "";
        }
    }
}
