package io.quarkiverse.socketio.deployment;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.observe.health.OwnHealth;
import io.quarkiverse.socketio.runtime.observe.metrics.OwnMetrics;
import io.quarkiverse.socketio.runtime.quarkus.BuildFacts;
import io.quarkiverse.socketio.runtime.quarkus.ClusterBootstrap;
import io.quarkiverse.socketio.runtime.quarkus.ClusterRecorder;
import io.quarkiverse.socketio.runtime.quarkus.ClusterRecorder.Subject;
import io.quarkiverse.socketio.runtime.quarkus.ManagementServer;
import io.quarkiverse.socketio.runtime.quarkus.TlsServer;
import io.quarkiverse.socketio.runtime.quarkus.WorkerDefaults;
import io.quarkiverse.socketio.runtime.quarkus.WorkerDuties;
import io.quarkiverse.socketio.runtime.quarkus.WorkerLifecycle;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.BeanContainerBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
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
import io.quarkus.gizmo2.creator.BlockCreator;
import io.quarkus.gizmo2.desc.ConstructorDesc;
import io.quarkus.gizmo2.desc.MethodDesc;
import io.quarkus.vertx.core.deployment.CoreVertxBuildItem;
import io.quarkus.vertx.http.deployment.FilterBuildItem;
import io.quarkus.vertx.http.deployment.ManagementInterfaceFilterBuildItem;
import io.quarkus.vertx.http.deployment.NonApplicationRootPathBuildItem;
import io.quarkus.vertx.http.deployment.RouteBuildItem;
import io.quarkus.vertx.http.deployment.VertxWebRouterBuildItem;
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
    /** Its routes have positive numbers; its filters, and those of the application, are below this one. */
    private static final int BEFORE_QUARKUS = -1;

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
    void generateEntry(ApplicationInfoBuildItem application, PrimaryPathsBuildItem pages,
            BuildProducer<GeneratedClassBuildItem> classes, BuildProducer<GeneratedResourceBuildItem> resources) {
        boolean enabled = ConfigProvider.getConfig().getOptionalValue("quarkus.socketio.cluster.enabled", Boolean.class)
                .orElse(false);
        String name = application.getName() + " " + application.getVersion() + " (powered by Quarkus " + Version.getVersion()
                + ")";
        Gizmo.create(new GeneratedClassGizmo2Adaptor(classes, resources, true)).class_(ENTRY, entry -> {
            entry.public_();
            entry.staticMethod("enter", enter -> {
                enter.public_();
                enter.returning(boolean.class);
                enter.body(code -> code.return_(code.invokeStatic(
                        MethodDesc.of(ClusterBootstrap.class, "enter", boolean.class, BuildFacts.class, boolean.class),
                        code.new_(ConstructorDesc.of(BuildFacts.class, String.class, boolean.class, boolean.class,
                                PrimaryPaths.class), Const.of(name), Const.of(pages.onManagementPort()),
                                Const.of(pages.healthIsShared()), paths(code, pages.paths())),
                        Const.of(enabled))));
            });
        });
    }

    private static Expr paths(BlockCreator code, PrimaryPaths paths) {
        HealthPaths health = paths.health();
        return code.new_(ConstructorDesc.of(PrimaryPaths.class, HealthPaths.class, String.class, String.class),
                code.new_(ConstructorDesc.of(HealthPaths.class, String.class, String.class, String.class, String.class,
                        String.class, String.class), Const.of(health.all()), Const.of(health.live()), Const.of(health.ready()),
                        Const.of(health.started()), Const.of(health.well()), Const.of(health.groups())),
                Const.of(paths.metrics()), Const.of(paths.cluster()));
    }

    @BuildStep
    PrimaryPathsBuildItem primaryPaths(Capabilities capabilities, NonApplicationRootPathBuildItem root,
            ManagementInterfaceBuildTimeConfig management) {
        URI base = base(management.enabled(), root);
        boolean healthIsShared = !management.enabled() || !isManagement();
        HealthPaths health = capabilities.isPresent(Capability.SMALLRYE_HEALTH) ? healthPaths(base(!healthIsShared, root))
                : HealthPaths.NONE;
        String metrics = hasPrometheus() ? base.resolve(ConfigProvider.getConfig()
                .getOptionalValue("quarkus.micrometer.export.prometheus.path", String.class).orElse("metrics")).toString()
                : "";
        return new PrimaryPathsBuildItem(management.enabled(), healthIsShared,
                new PrimaryPaths(health, metrics, base.resolve("socketio/cluster").toString()));
    }

    private static HealthPaths healthPaths(URI root) {
        Config config = ConfigProvider.getConfig();
        String all = root.resolve(value(config, "root-path", "health")).toString();
        URI below = URI.create(slashed(all));
        return new HealthPaths(all, below.resolve(value(config, "liveness-path", "live")).toString(),
                below.resolve(value(config, "readiness-path", "ready")).toString(),
                below.resolve(value(config, "startup-path", "started")).toString(),
                below.resolve(value(config, "wellness-path", "well")).toString(),
                below.resolve(value(config, "group-path", "group")).toString());
    }

    private static URI base(boolean onManagementPort, NonApplicationRootPathBuildItem root) {
        return URI.create(slashed(onManagementPort ? root.getManagementRootPath() : root.getNonApplicationRootPath()));
    }

    /** Whether health is among what a management interface has, where there is one. */
    private static boolean isManagement() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.smallrye-health.management.enabled", Boolean.class)
                .orElse(true);
    }

    /** Whether there is its registry, and it is on. */
    static boolean hasPrometheus() {
        Config config = ConfigProvider.getConfig();
        return QuarkusClassLoader.isClassPresentAtRuntime("io.micrometer.prometheus.PrometheusMeterRegistry")
                && Stream.of("quarkus.micrometer.enabled", "quarkus.micrometer.export.prometheus.enabled")
                        .allMatch(key -> config.getOptionalValue(key, Boolean.class).orElse(true));
    }

    private static String slashed(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /** The types of that configuration are those of another extension's deployment module, which need not be there. */
    private static String value(Config config, String key, String otherwise) {
        return config.getOptionalValue("quarkus.smallrye-health." + key, String.class).orElse(otherwise);
    }

    @BuildStep(onlyIf = IsProduction.class)
    void ownHealth(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.SMALLRYE_HEALTH)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(OwnHealth.class));
        }
    }

    @BuildStep(onlyIf = IsProduction.class)
    void ownMetrics(BuildProducer<AdditionalBeanBuildItem> beans) {
        if (hasPrometheus()) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(OwnMetrics.class));
        }
    }

    @BuildStep(onlyIf = IsProduction.class)
    RunTimeConfigBuilderBuildItem workerDefaults() {
        return new RunTimeConfigBuilderBuildItem(WorkerDefaults.class);
    }

    @BuildStep(onlyIf = IsProduction.class)
    AdditionalBeanBuildItem lifecycle() {
        return AdditionalBeanBuildItem.builder().addBeanClasses(WorkerLifecycle.class, WorkerDuties.class, TlsServer.class,
                ManagementServer.class)
                .setUnremovable()
                .build();
    }

    @BuildStep(onlyIf = IsProduction.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void join(ClusterRecorder recorder, CoreVertxBuildItem vertx, BeanContainerBuildItem beans,
            BuildProducer<FilterBuildItem> filters, BuildProducer<ManagementInterfaceFilterBuildItem> managementFilters) {
        recorder.connect();
        filters.produce(new FilterBuildItem(recorder.count(), FIRST + 1));
        filters.produce(new FilterBuildItem(recorder.relay(vertx.getVertx()), FIRST));
        managementFilters.produce(new ManagementInterfaceFilterBuildItem(recorder.count(), -FIRST));
    }

    /** At the places of Quarkus' own, before them and behind all that it does for each request. */
    @BuildStep(onlyIf = IsProduction.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void pages(ClusterRecorder recorder, NonApplicationRootPathBuildItem root, PrimaryPathsBuildItem pages,
            BuildProducer<RouteBuildItem> routes) {
        PrimaryPaths paths = pages.paths();
        paths.health().ungrouped()
                .forEach(path -> routes.produce(route(root, !pages.healthIsShared()).orderedRoute(path, BEFORE_QUARKUS)
                        .handler(recorder.page(Subject.HEALTH, path)).build()));
        for (String path : pathAndBelow(paths.health().groups())) {
            routes.produce(route(root, !pages.healthIsShared()).orderedRoute(path, BEFORE_QUARKUS)
                    .handler(recorder.page(Subject.HEALTH_GROUPS, paths.health().groups())).build());
        }
        for (String path : pathAndBelow(paths.metrics())) {
            routes.produce(route(root, true).orderedRoute(path, BEFORE_QUARKUS, recorder.forScrapers())
                    .handler(recorder.page(Subject.METRICS, paths.metrics())).build());
        }
        for (String path : pathAndBelow(paths.cluster())) {
            routes.produce(route(root, true).orderedRoute(path, BEFORE_QUARKUS)
                    .handler(recorder.page(Subject.CLUSTER, paths.cluster())).build());
        }
    }

    private static NonApplicationRootPathBuildItem.Builder route(NonApplicationRootPathBuildItem root, boolean isManagement) {
        return isManagement ? root.routeBuilder().management() : root.routeBuilder();
    }

    private static List<String> pathAndBelow(String path) {
        return path.isEmpty() ? List.of() : List.of(path, slashed(path) + "*");
    }

    @BuildStep(onlyIf = IsProduction.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void management(ClusterRecorder recorder, VertxWebRouterBuildItem routers, BeanContainerBuildItem beans) {
        if (routers.getManagementRouter() != null) {
            recorder.serveManagement(routers.getManagementRouter());
        }
    }
}
