package io.quarkiverse.socketio.runtime.cluster.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.WorkerHeap;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;

/**
 * Adds the option for the largest heap to those of the workers. Without it each JVM takes up to a quarter of the memory, as if
 * it were alone, and the kernel kills processes when many workers do that. Decided before the ports are opened, so it is done
 * without streams, whose first use in a process takes many milliseconds; the log line is written afterwards.
 * <p>
 * Thread: blocking, for a few milliseconds.
 */
public final class HeapOption {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    private final PrimarySettings.Launch launch;
    private final WorkerHeap configured;
    private final @Nullable MemoryPlan plan;

    private HeapOption(PrimarySettings.Launch launch, WorkerHeap configured, @Nullable MemoryPlan plan) {
        this.launch = launch;
        this.configured = configured;
        this.plan = plan;
    }

    /**
     * Decides on the heap of the workers.
     *
     * @param self the primary's command line
     * @throws ClusterStartException when the workers do not fit into the memory
     */
    public static HeapOption of(PrimarySettings settings, List<String> self) {
        PrimarySettings.Launch launch = settings.launch();
        WorkerHeap wanted = launch.heap();
        MemoryPlan plan = plan(settings, new MachineMemory(Path.of("/")).read());
        if (wanted.kind() == WorkerHeap.Kind.SIZE) {
            return new HeapOption(with(launch, wanted.bytes()), wanted, plan);
        } else if (wanted.kind() == WorkerHeap.Kind.JVM || plan == null
                || CommandLine.hasHeapOption(self, launch.jvmArgs(), environment(launch))) {
            return new HeapOption(launch, WorkerHeap.JVM, null);
        } else if (!plan.fits()) {
            throw new ClusterStartException(plan.whyNotFitting());
        }
        return new HeapOption(with(launch, plan.heap()), WorkerHeap.AUTO, plan);
    }

    private static Map<String, String> environment(PrimarySettings.Launch launch) {
        Map<String, String> environment = new HashMap<>(launch.inheritEnvironment() ? System.getenv() : Map.of());
        environment.putAll(launch.environment());
        return environment;
    }

    private static @Nullable MemoryPlan plan(PrimarySettings settings, MachineMemory.@Nullable Available memory) {
        if (memory == null) {
            return null;
        }
        SupervisionSettings supervision = settings.supervision();
        int workers = supervision.workers();
        if (supervision.checks().autoscaling().isPresent()) {
            workers = Math.max(workers, supervision.checks().autoscaling().get().max());
        }
        long kept = settings.limits().savesSessions()
                ? settings.limits().sessionBytesIn(Runtime.getRuntime().maxMemory())
                : 0;
        return new MemoryPlan(memory.bytes(), memory.limited(), workers, kept);
    }

    /** Adds the option before those that were configured, which take precedence. */
    private static PrimarySettings.Launch with(PrimarySettings.Launch launch, long heap) {
        List<String> options = new ArrayList<>();
        options.add("-Xmx" + heap);
        options.addAll(launch.jvmArgs());
        return new PrimarySettings.Launch(options, launch.environment(), launch.inheritEnvironment(), launch.handoff(),
                WorkerHeap.of(heap), launch.lines(), launch.classArchive());
    }

    /** Returns the settings for launching workers, with the option if it is needed. */
    public PrimarySettings.Launch launch() {
        return launch;
    }

    /** Logs the decision. */
    public void log() {
        switch (configured.kind()) {
            case SIZE -> {
                LOG.infof("Heap of each worker: at most %d MB, as configured", configured.bytes() >> 20);
                if (plan != null && !plan.fits(configured.bytes())) {
                    LOG.warn(plan.whyNotFitting(configured.bytes()));
                }
            }
            case AUTO -> LOG.info(plan == null ? "" : plan.describe());
            default -> LOG.info("Heap of each worker: as the options of its JVM set it, or the JVM itself");
        }
    }
}
