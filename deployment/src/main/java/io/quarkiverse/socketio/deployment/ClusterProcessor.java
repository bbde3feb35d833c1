package io.quarkiverse.socketio.deployment;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.observe.health.WorkerHealth;
import io.quarkiverse.socketio.runtime.observe.metrics.WorkerMetrics;
import io.quarkiverse.socketio.runtime.quarkus.bootstrap.BuildFacts;
import io.quarkiverse.socketio.runtime.quarkus.bootstrap.ClusterBootstrap;
import io.quarkiverse.socketio.runtime.quarkus.bootstrap.EventLoopDefaults;
import io.quarkiverse.socketio.runtime.quarkus.bootstrap.LogFiles;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterRecorder;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterRecorder.PageKind;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusteredApplication;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostServer;
import io.quarkiverse.socketio.runtime.quarkus.cluster.HostServerStartup;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ManagementServer;
import io.quarkiverse.socketio.runtime.quarkus.cluster.RelayTls;
import io.quarkiverse.socketio.runtime.quarkus.cluster.TlsServer;
import io.quarkiverse.socketio.runtime.quarkus.cluster.WorkerStartup;
import io.quarkiverse.socketio.runtime.quarkus.warmup.WarmUp;
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
import io.quarkus.gizmo2.ParamVar;
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
 * Adds the cluster to packaged applications: the bootstrap at the beginning of {@code main}, and the beans and routes of a
 * worker. Only for production builds, not for dev mode and tests.
 */
class ClusterProcessor {
    private static final String ENTRY = "io.quarkiverse.socketio.runtime.quarkus.bootstrap.ClusterEntry";
    private static final String JSON_LOG = "io.quarkus.logging.json.runtime.LoggingJsonRecorder";
    private static final String GENERATED_MAIN = "io.quarkus.runner.GeneratedMain";
    /** The priority of a filter that precedes all others. */
    private static final int FIRST = 100_000;
    /** The order of a route that precedes Quarkus' routes, which have positive orders, but not the filters. */
    private static final int BEFORE_QUARKUS = -1;

    @BuildStep(onlyIf = IsProduction.class)
    BytecodeTransformerBuildItem guardMain(MainClassBuildItem main) {
        BytecodeTransformerBuildItem.Builder builder = new BytecodeTransformerBuildItem.Builder().setCacheable(true);
        if (main.getClassName().equals(GENERATED_MAIN)) {
            // generated classes cannot be transformed, but this one only calls Quarkus.run
            return builder.setClassToTransform("io.quarkus.runtime.Quarkus").setVisitorFunction(new BootstrapGuard(ENTRY, "",
                    "run", "(Ljava/lang/Class;Ljava/util/function/BiConsumer;[Ljava/lang/String;)V")).build();
        }
        // with this priority after Quarkus' transformer that turns a main() into a main(String[])
        return builder.setClassToTransform(main.getClassName()).setPriority(-100)
                .setVisitorFunction(new BootstrapGuard(ENTRY, main.getClassName().replace('.', '/'), "main",
                        "([Ljava/lang/String;)V"))
                .build();
    }

    /** Generates the class that the guard calls, which passes the facts of the build to the bootstrap. */
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
                ParamVar arguments = enter.parameter("arguments", String[].class);
                ParamVar own = enter.parameter("application", Class.class);
                enter.body(code -> code.return_(code.invokeStatic(
                        MethodDesc.of(ClusterBootstrap.class, "enter", boolean.class, BuildFacts.class, boolean.class,
                                String[].class, Class.class),
                        code.new_(ConstructorDesc.of(BuildFacts.class, String.class, boolean.class, boolean.class,
                                PrimaryPaths.class, boolean.class), Const.of(name), Const.of(pages.onManagementPort),
                                Const.of(pages.healthOnApplicationPort), paths(code, pages.paths),
                                Const.of(QuarkusClassLoader.isClassPresentAtRuntime(JSON_LOG))),
                        Const.of(enabled), arguments, own)));
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
        boolean healthOnApplicationPort = !management.enabled() || !isHealthOnManagementPort();
        URI base = base(management.enabled(), root);
        String metrics = hasPrometheus() ? base.resolve(ConfigProvider.getConfig()
                .getOptionalValue("quarkus.micrometer.export.prometheus.path", String.class).orElse("metrics")).toString()
                : "";
        String cluster = base.resolve("socketio/cluster").toString();
        HealthPaths health = capabilities.isPresent(Capability.SMALLRYE_HEALTH)
                ? healthPaths(base(!healthOnApplicationPort, root))
                : HealthPaths.NONE;
        return new PrimaryPathsBuildItem(management.enabled(), healthOnApplicationPort,
                new PrimaryPaths(health, metrics, cluster));
    }

    private static HealthPaths healthPaths(URI root) {
        String all = root.resolve(healthPath("root-path", "health")).toString();
        URI below = URI.create(slashed(all));
        return new HealthPaths(all, below.resolve(healthPath("liveness-path", "live")).toString(),
                below.resolve(healthPath("readiness-path", "ready")).toString(),
                below.resolve(healthPath("startup-path", "started")).toString(),
                below.resolve(healthPath("wellness-path", "well")).toString(),
                below.resolve(healthPath("group-path", "group")).toString());
    }

    private static URI base(boolean onManagementPort, NonApplicationRootPathBuildItem root) {
        return URI.create(slashed(onManagementPort ? root.getManagementRootPath() : root.getNonApplicationRootPath()));
    }

    /** Returns whether a management interface, if there is one, has the health checks. */
    private static boolean isHealthOnManagementPort() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.smallrye-health.management.enabled", Boolean.class)
                .orElse(true);
    }

    /** Returns whether the application exports metrics to Prometheus. */
    static boolean hasPrometheus() {
        Config config = ConfigProvider.getConfig();
        return QuarkusClassLoader.isClassPresentAtRuntime("io.micrometer.prometheus.PrometheusMeterRegistry")
                && Stream.of("quarkus.micrometer.enabled", "quarkus.micrometer.export.prometheus.enabled")
                        .allMatch(key -> config.getOptionalValue(key, Boolean.class).orElse(true));
    }

    private static String slashed(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /** Reads the key by its name, as its type is in another extension's deployment module, which may be absent. */
    private static String healthPath(String key, String defaultValue) {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.smallrye-health." + key, String.class).orElse(defaultValue);
    }

    @BuildStep(onlyIf = IsProduction.class)
    void workerHealth(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.SMALLRYE_HEALTH)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(WorkerHealth.class));
        }
    }

    @BuildStep(onlyIf = IsProduction.class)
    void workerMetrics(BuildProducer<AdditionalBeanBuildItem> beans) {
        if (hasPrometheus()) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(WorkerMetrics.class));
        }
    }

    @BuildStep(onlyIf = IsProduction.class)
    RunTimeConfigBuilderBuildItem eventLoopDefaults() {
        return new RunTimeConfigBuilderBuildItem(EventLoopDefaults.class);
    }

    @BuildStep(onlyIf = IsProduction.class)
    RunTimeConfigBuilderBuildItem logFiles() {
        return new RunTimeConfigBuilderBuildItem(LogFiles.class);
    }

    @BuildStep(onlyIf = IsProduction.class)
    AdditionalBeanBuildItem workerBeans() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(WorkerStartup.class, ClusteredApplication.class, TlsServer.class,
                        ManagementServer.class, HostServer.class, HostServerStartup.class, RelayTls.class, WarmUp.class)
                .setUnremovable()
                .build();
    }

    @BuildStep(onlyIf = IsProduction.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void join(ClusterRecorder recorder, CoreVertxBuildItem vertx, BeanContainerBuildItem beans,
            BuildProducer<FilterBuildItem> filters, BuildProducer<ManagementInterfaceFilterBuildItem> managementFilters) {
        recorder.connect();
        filters.produce(new FilterBuildItem(recorder.countRequests(), FIRST + 1));
        filters.produce(new FilterBuildItem(recorder.relay(vertx.getVertx()), FIRST));
        managementFilters.produce(new ManagementInterfaceFilterBuildItem(recorder.countRequests(), -FIRST));
    }

    /** Adds the pages at the paths of Quarkus' own pages, before these and after all filters. */
    @BuildStep(onlyIf = IsProduction.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void pages(ClusterRecorder recorder, NonApplicationRootPathBuildItem root, PrimaryPathsBuildItem pages,
            BuildProducer<RouteBuildItem> routes) {
        PrimaryPaths paths = pages.paths;
        paths.health().ungrouped()
                .forEach(path -> routes.produce(route(root, !pages.healthOnApplicationPort).orderedRoute(path, BEFORE_QUARKUS)
                        .handler(recorder.page(PageKind.HEALTH, path)).build()));
        for (String path : pathAndBelow(paths.health().groups())) {
            routes.produce(route(root, !pages.healthOnApplicationPort).orderedRoute(path, BEFORE_QUARKUS)
                    .handler(recorder.page(PageKind.HEALTH_GROUPS, paths.health().groups())).build());
        }
        for (String path : pathAndBelow(paths.metrics())) {
            routes.produce(route(root, true).orderedRoute(path, BEFORE_QUARKUS, recorder.forScrapers())
                    .handler(recorder.page(PageKind.METRICS, paths.metrics())).build());
        }
        for (String path : pathAndBelow(paths.cluster())) {
            routes.produce(route(root, true).orderedRoute(path, BEFORE_QUARKUS)
                    .handler(recorder.page(PageKind.CLUSTER, paths.cluster())).build());
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
