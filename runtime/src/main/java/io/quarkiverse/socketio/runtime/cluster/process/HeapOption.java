package io.quarkiverse.socketio.runtime.cluster.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.WorkerHeap;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;

/**
 * Adds the option for the largest heap to those of the workers. Without it each JVM takes up to a quarter of the memory, as if
 * it were alone, and the kernel kills processes when many workers do that.
 * <p>
 * Thread: blocking, for less than a millisecond.
 *
 * @param self the primary's command line
 */
public record HeapOption(PrimarySettings settings, List<String> self) {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    /**
     * Returns the settings for launching workers, with the option if it is needed, and logs the decision.
     *
     * @throws ClusterStartException when the workers do not fit into the memory
     */
    public PrimarySettings.Launch add() {
        return add(new MachineMemory(Path.of("/")).read());
    }

    PrimarySettings.Launch add(Optional<MachineMemory.Available> memory) {
        PrimarySettings.Launch launch = settings.launch();
        Optional<MemoryPlan> plan = memory.map(this::plan);
        switch (launch.heap().kind()) {
            case SIZE -> {
                long wanted = launch.heap().bytes();
                LOG.infof("Heap of each worker: at most %d MB, as configured", wanted >> 20);
                plan.filter(known -> !known.fits(wanted)).ifPresent(known -> LOG.warn(known.whyNotFitting(wanted)));
                return with(launch, wanted);
            }
            case AUTO -> {
                Map<String, String> environment = new HashMap<>(launch.inheritEnvironment() ? System.getenv() : Map.of());
                environment.putAll(launch.environment());
                if (plan.isPresent() && !CommandLine.hasHeapOption(self, launch.jvmArgs(), environment)) {
                    return with(launch, plan.get());
                }
            }
            default -> {
                // the same as with an option that sets it
            }
        }
        LOG.info("Heap of each worker: as the options of its JVM set it, or the JVM itself");
        return launch;
    }

    private MemoryPlan plan(MachineMemory.Available memory) {
        SupervisionSettings supervision = settings.supervision();
        int workers = supervision.checks().autoscaling().map(SupervisionSettings.Autoscaling::max).orElse(0);
        long kept = settings.limits().savesSessions()
                ? settings.limits().sessionBytesIn(Runtime.getRuntime().maxMemory())
                : 0;
        return new MemoryPlan(memory.bytes(), memory.limited(), Math.max(workers, supervision.workers()), kept);
    }

    private static PrimarySettings.Launch with(PrimarySettings.Launch launch, MemoryPlan plan) {
        if (!plan.fits()) {
            throw new ClusterStartException(plan.whyNotFitting());
        }
        LOG.info(plan.describe());
        return with(launch, plan.heap());
    }

    /** Adds the option before those that were configured, which take precedence. */
    private static PrimarySettings.Launch with(PrimarySettings.Launch launch, long heap) {
        List<String> options = new ArrayList<>(List.of("-Xmx" + heap));
        options.addAll(launch.jvmArgs());
        return new PrimarySettings.Launch(options, launch.environment(), launch.inheritEnvironment(), launch.handoff(),
                WorkerHeap.of(heap), launch.lines());
    }
}
