package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.WorkerPool;
import io.quarkiverse.socketio.runtime.cluster.handoff.ConnectionSender;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerSelector;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;
import io.quarkiverse.socketio.spi.LoadBalancer;

/**
 * Chooses the worker for a new connection among those that are linked: the owner if it adopts connections, else one that the
 * balancer chooses, preferably among those that keep up.
 * <p>
 * Thread: the primary's event loop.
 */
final class LinkedWorkers implements WorkerPool {
    /** The age of its last report from which on a worker counts as hanging; workers report each second. */
    private static final long SILENT_MILLIS = 5000;

    private final WorkerTable table;
    private final Map<Integer, WorkerLink> links;
    private final LoadBalancer balancer;
    private final HandoffMode handoff;
    private final LongSupplier clock;
    private final WorkerSelector<Worker> selector = new WorkerSelector<>(worker -> linkOf(worker).canTake(), this::isBehind);

    /** @param links the links of all living workers, by incarnation */
    LinkedWorkers(WorkerTable table, Map<Integer, WorkerLink> links, LoadBalancer balancer, HandoffMode handoff,
            LongSupplier clock) {
        this.clock = clock;
        this.table = table;
        this.links = links;
        this.balancer = balancer;
        this.handoff = handoff;
    }

    @Override
    public @Nullable Target choose(int owner, String client) {
        Worker known = table.worker(owner);
        WorkerLink link = known != null && known.isServing() ? links.get(owner) : null;
        if (link != null && link.canTake()) {
            return link;
        }
        List<Worker> candidates = selector.select(table.preferred(), table.ready());
        return candidates.isEmpty() ? null : linkOf((Worker) balancer.choose(candidates, client));
    }

    @Override
    public String describe(int incarnation) {
        Worker worker = table.worker(incarnation);
        return worker == null ? "a worker that is gone" : "worker " + worker.workerId() + " (pid " + worker.pid() + ")";
    }

    /** Returns the link of a worker, which it has until its process has exited. */
    private WorkerLink linkOf(Worker worker) {
        return Objects.requireNonNull(links.get(worker.incarnation()));
    }

    private boolean isBehind(Worker worker) {
        ConnectionSender sender = linkOf(worker).sender();
        return sender.isFull() || sender.isLate() || clock.getAsLong() - worker.lastReportAt() > SILENT_MILLIS;
    }

    @Override
    public boolean keepsUp() {
        return selector.anyKeepsUp(table.ready());
    }

    @Override
    public boolean isFull() {
        boolean any = false;
        for (Worker worker : table.ready()) {
            WorkerLink link = linkOf(worker);
            if (link.canTake()) {
                any = true;
                if (!link.sender().isBackedUp()) {
                    return false;
                }
            }
        }
        return any;
    }

    @Override
    public boolean isProxied() {
        return handoff != HandoffMode.DESCRIPTOR;
    }
}
