package io.quarkiverse.socketio.deployment.dev;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkiverse.socketio.runtime.quarkus.dev.DevMode;
import io.quarkiverse.socketio.runtime.quarkus.dev.DevWorkersRecorder;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.ArchiveRootBuildItem;
import io.quarkus.deployment.builditem.CuratedApplicationShutdownBuildItem;
import io.quarkus.deployment.builditem.DevServicesLauncherConfigResultBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.vertx.core.deployment.CoreVertxBuildItem;
import io.quarkus.vertx.http.deployment.FilterBuildItem;
import io.quarkus.vertx.http.deployment.NonApplicationRootPathBuildItem;

/** Starts worker processes in dev mode, and replaces them at each reload, if {@code quarkus.socketio.dev.workers} asks for it. */
@BuildSteps(onlyIf = IsLocalDevelopment.class)
class DevWorkersProcessor {
    /** The priority of a filter that precedes those of the application. */
    private static final int BEFORE_APPLICATION = 100_009;
    /** Properties with which the workers' cluster listens only for this process, and does not take ports or files from it. */
    private static final List<String> OWN_OPTIONS = List.of("-D" + DevMode.WORKER + "=true",
            "-Dquarkus.socketio.cluster.enabled=true",
            "-Dquarkus.http.proxy.use-proxy-protocol=true", "-Dquarkus.http.insecure-requests=enabled",
            "-Dquarkus.http.ssl-port=0", "-Dquarkus.management.port=0", "-Dquarkus.log.file.enabled=false",
            "-Dquarkus.banner.enabled=false");

    /** Static, so that it survives reloads. */
    private static volatile DevWorkers workers;

    @BuildStep
    void sources(SocketIOBuildConfig config, CurateOutcomeBuildItem curated, ArchiveRootBuildItem root,
            OutputTargetBuildItem target, BuildProducer<DevWorkersBuildItem> workersOfDevMode) {
        int count = config.dev().workers();
        if (count < 0 || count > SupervisionSettings.MAX_WORKERS) {
            throw new IllegalArgumentException("quarkus.socketio.dev.workers=" + count + ": write a number from 0 to "
                    + SupervisionSettings.MAX_WORKERS);
        }
        if (count > 0) {
            workersOfDevMode.produce(new DevWorkersBuildItem(new WorkerBuild.Sources(curated.getApplicationModel(),
                    root.getRootDirectories(), target.getOutputDirectory().resolve("socketio-dev"), profile()), count));
        }
    }

    /** Starts the build at once, beside that of dev mode's own process. */
    @BuildStep
    void start(Optional<DevWorkersBuildItem> wanted, Optional<DevServicesLauncherConfigResultBuildItem> devServices,
            CuratedApplicationShutdownBuildItem shutdown, BuildProducer<DevWorkersStartedBuildItem> started) {
        if (wanted.isPresent()) {
            update(new DevWorkers.Application(wanted.get().sources, wanted.get().workers,
                    options(devServices.map(DevServicesLauncherConfigResultBuildItem::getConfig).orElse(Map.of()))));
            shutdown.addCloseTask(DevWorkersProcessor::stop, true);
            started.produce(new DevWorkersStartedBuildItem());
        } else {
            stop();
        }
    }

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void relay(Optional<DevWorkersStartedBuildItem> started, DevWorkersRecorder recorder, CoreVertxBuildItem vertx,
            NonApplicationRootPathBuildItem paths, BuildProducer<FilterBuildItem> filters) {
        if (started.isPresent()) {
            filters.produce(new FilterBuildItem(recorder.relay(vertx.getVertx(), ownPath(paths)), BEFORE_APPLICATION));
        }
    }

    /** Returns the path of what is not the application's: the pages of dev mode and, usually, others such as health. */
    private static String ownPath(NonApplicationRootPathBuildItem paths) {
        return paths.isDedicatedRouterRequired() ? paths.getNonApplicationRootPath() : paths.resolvePath("dev-ui");
    }

    private static String profile() {
        return String.join(",", ConfigUtils.getProfiles());
    }

    private static synchronized void update(DevWorkers.Application application) {
        DevWorkers current = workers;
        if (current == null || !current.application().equals(application)) {
            stop();
            DevWorkers started = new DevWorkers(application);
            Supplier<CompletionStage<Integer>> port = started::port;
            DevConsoleManager.setGlobal(DevWorkersRecorder.PORT, port);
            Runnable changed = started::changed;
            DevConsoleManager.setGlobal(DevWorkersRecorder.CHANGED, changed);
            workers = started;
            current = started;
        }
        current.changed();
    }

    private static synchronized void stop() {
        if (workers != null) {
            workers.close();
            workers = null;
            Runnable nothing = () -> {
            };
            DevConsoleManager.setGlobal(DevWorkersRecorder.CHANGED, nothing);
        }
    }

    /** Returns the system properties of this process, and those with which dev services are configured. */
    private static List<String> options(Map<String, String> devServices) {
        List<String> options = new ArrayList<>();
        devServices.forEach((key, value) -> options.add("-D" + key + "=" + value));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(option -> option.startsWith("-Dquarkus."))
                .forEach(options::add);
        options.addAll(OWN_OPTIONS);
        options.add("-Dquarkus.profile=" + profile());
        return options;
    }
}
