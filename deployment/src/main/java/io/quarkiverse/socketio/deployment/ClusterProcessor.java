package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.observe.health.ClusterHealthCheck;
import io.quarkiverse.socketio.runtime.quarkus.BuildFacts;
import io.quarkiverse.socketio.runtime.quarkus.ClusterBootstrap;
import io.quarkiverse.socketio.runtime.quarkus.ClusterRecorder;
import io.quarkiverse.socketio.runtime.quarkus.WorkerDefaults;
import io.quarkiverse.socketio.runtime.quarkus.WorkerLifecycle;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.builder.Version;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.GeneratedClassGizmo2Adaptor;
import io.quarkus.deployment.IsProduction;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.ApplicationInfoBuildItem;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import io.quarkus.deployment.builditem.GeneratedClassBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.MainClassBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigBuilderBuildItem;
import io.quarkus.gizmo2.Const;
import io.quarkus.gizmo2.Expr;
import io.quarkus.gizmo2.Gizmo;
import io.quarkus.gizmo2.desc.ConstructorDesc;
import io.quarkus.gizmo2.desc.MethodDesc;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import io.quarkus.vertx.core.deployment.CoreVertxBuildItem;
import io.quarkus.vertx.http.deployment.FilterBuildItem;
import io.quarkus.vertx.http.deployment.NonApplicationRootPathBuildItem;
import io.quarkus.vertx.http.runtime.management.ManagementInterfaceBuildTimeConfig;

/**
 * Puts the cluster's bootstrap in front of the packaged application, and a worker's part into it. Production builds only: dev
 * mode and tests never see it.
 */
class ClusterProcessor {
    private static final String ENTRY = "io.quarkiverse.socketio.runtime.quarkus.ClusterEntry";
    private static final String GENERATED_MAIN = "io.quarkus.runner.GeneratedMain";
    /** Before all other filters. */
    private static final int FIRST = 100_000;

    @BuildStep(onlyIf = IsProduction.class)
    BytecodeTransformerBuildItem guardMain(MainClassBuildItem main) {
        BytecodeTransformerBuildItem.Builder builder = new BytecodeTransformerBuildItem.Builder().setCacheable(true);
        if (main.getClassName().equals(GENERATED_MAIN)) {
            // it only calls Quarkus.run, and cannot be transformed because it is generated itself: so what it calls is
            return builder.setClassToTransform("io.quarkus.runtime.Quarkus").setVisitorFunction(new BootstrapGuard(ENTRY,
                    "run", "(Ljava/lang/Class;Ljava/util/function/BiConsumer;[Ljava/lang/String;)V")).build();
        }
        // with this priority after Quarkus' own transformer, which makes a main(String[]) of a main()
        return builder.setClassToTransform(main.getClassName()).setPriority(-100)
                .setVisitorFunction(new BootstrapGuard(ENTRY, "main", "([Ljava/lang/String;)V")).build();
    }

    /** The class that the guard calls: the way into the bootstrap, with what only the build knows. */
    @BuildStep(onlyIf = IsProduction.class)
    void generateEntry(ApplicationInfoBuildItem application, HealthPathsBuildItem health,
            BuildProducer<GeneratedClassBuildItem> classes, BuildProducer<GeneratedResourceBuildItem> resources) {
        boolean enabled = ConfigProvider.getConfig().getOptionalValue("quarkus.socketio.cluster.enabled", Boolean.class)
                .orElse(false);
        String name = application.getName() + " " + application.getVersion() + " (powered by Quarkus " + Version.getVersion()
                + ")";
        Expr[] facts = Stream.concat(Stream.of(name), health.paths().stream()).map(Const::of).toArray(Expr[]::new);
        Gizmo.create(new GeneratedClassGizmo2Adaptor(classes, resources, true)).class_(ENTRY, entry -> {
            entry.public_();
            entry.staticMethod("enter", enter -> {
                enter.public_();
                enter.returning(boolean.class);
                enter.body(code -> code.return_(code.invokeStatic(
                        MethodDesc.of(ClusterBootstrap.class, "enter", boolean.class, BuildFacts.class, boolean.class),
                        code.new_(ConstructorDesc.of(BuildFacts.class, String.class, String.class, String.class, String.class,
                                String.class), facts),
                        Const.of(enabled))));
            });
        });
    }

    @BuildStep
    HealthPathsBuildItem healthPaths(Capabilities capabilities, NonApplicationRootPathBuildItem root,
            ManagementInterfaceBuildTimeConfig management) {
        if (capabilities.isMissing(Capability.SMALLRYE_HEALTH) || management.enabled()) {
            return new HealthPathsBuildItem(List.of("", "", "", ""));
        }
        Config config = ConfigProvider.getConfig();
        String all = value(config, "root-path", "health");
        return new HealthPathsBuildItem(List.of(root.resolvePath(all),
                root.resolveNestedPath(all, value(config, "liveness-path", "live")),
                root.resolveNestedPath(all, value(config, "readiness-path", "ready")),
                root.resolveNestedPath(all, value(config, "startup-path", "started"))));
    }

    /** The types of that configuration are those of another extension's deployment module, which need not be there. */
    private static String value(Config config, String key, String otherwise) {
        return config.getOptionalValue("quarkus.smallrye-health." + key, String.class).orElse(otherwise);
    }

    @BuildStep(onlyIf = IsProduction.class)
    void healthCheck(Capabilities capabilities, BuildProducer<HealthBuildItem> checks) {
        if (capabilities.isPresent(Capability.SMALLRYE_HEALTH)) {
            checks.produce(new HealthBuildItem(ClusterHealthCheck.class.getName(), true));
        }
    }

    @BuildStep(onlyIf = IsProduction.class)
    RunTimeConfigBuilderBuildItem workerDefaults() {
        return new RunTimeConfigBuilderBuildItem(WorkerDefaults.class);
    }

    @BuildStep(onlyIf = IsProduction.class)
    AdditionalBeanBuildItem lifecycle() {
        return AdditionalBeanBuildItem.unremovableOf(WorkerLifecycle.class);
    }

    @BuildStep(onlyIf = IsProduction.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    FilterBuildItem join(ClusterRecorder recorder, CoreVertxBuildItem vertx) {
        recorder.connect();
        return new FilterBuildItem(recorder.relay(vertx.getVertx()), FIRST);
    }
}
