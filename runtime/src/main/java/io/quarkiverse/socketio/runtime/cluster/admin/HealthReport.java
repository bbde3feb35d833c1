package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.HealthChecks;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Reports the health of the cluster, in the format of MicroProfile Health: one check for each worker, and the checks of the
 * application in each of them.
 * <p>
 * Thread: the primary's event loop.
 */
final class HealthReport {
    /** Less than the second that Kubernetes waits for a probe by default. */
    static final long TIMEOUT_MILLIS = 800;
    private static final String UP = "UP";
    private static final int MAX_CACHED = 64;

    private final WorkerTable table;
    private final ScatterGather workers;
    private final int minReady;
    private final LongSupplier clock;
    /** The most recently requested reports: limited, as clients may invent names of groups. */
    private final Map<HealthChecks, CachedReply<PrimaryResponse>> replies = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HealthChecks, CachedReply<PrimaryResponse>> eldest) {
            return size() > MAX_CACHED;
        }
    };

    /**
     * @param minReady the number of ready workers that make the cluster ready; 0 for one less than there should be, but at
     *        least one
     */
    HealthReport(WorkerTable table, ScatterGather workers, int minReady, LongSupplier clock) {
        this.table = table;
        this.workers = workers;
        this.minReady = minReady;
        this.clock = clock;
    }

    /** Returns the whole report. */
    CompletionStage<PrimaryResponse> report(HealthChecks asked) {
        return replies.computeIfAbsent(asked, checks -> new CachedReply<>(() -> make(checks), clock)).get();
    }

    /** Returns the status without any details, for clients that may not be allowed to see more. */
    CompletionStage<PrimaryResponse> brief(HealthChecks asked) {
        return report(asked).thenApply(whole -> PrimaryResponse.json(whole.status(),
                "{\"status\":\"" + status(whole.code() == 200) + "\",\"checks\":[]}"));
    }

    /** Discards cached reports, as a worker has started or exited. */
    void invalidate() {
        replies.values().forEach(CachedReply::invalidate);
    }

    private CompletionStage<PrimaryResponse> make(HealthChecks asked) {
        return workers.ask(table.ready(), new Query.Health(asked), TIMEOUT_MILLIS)
                .thenApply(replied -> report(asked.kind(), replied));
    }

    /** @param replied the replies of the workers by incarnation */
    private PrimaryResponse report(HealthChecks.Kind kind, Map<Integer, QueryReply.Health> replied) {
        StringJoiner checks = new StringJoiner(",", "[", "]");
        int up = 0;
        int down = 0;
        for (Seat seat : table.seats()) {
            Worker worker = seat.worker();
            QueryReply.Health own = worker == null || !worker.isReady() ? null : replied.get(worker.incarnation());
            boolean isUp = own != null && own.up();
            up += isUp ? 1 : 0;
            down += own == null || isUp ? 0 : 1;
            checks.add(check(seat, isUp, seat.isReady() && own == null ? "\"error\":\"does not answer\"," : "",
                    own == null || own.adapter().isEmpty() ? "" : ",\"adapter\":\"" + own.adapter() + "\""));
            if (own != null && !own.checks().isEmpty()) {
                checks.add(own.checks());
            }
        }
        boolean healthy = switch (kind) {
            // a restart of the whole helps only if all workers that reply are down; a worker that does not is replaced anyway
            case LIVE -> up > 0 || down == 0;
            case STARTED -> table.wasReady() && up >= required();
            default -> up >= required();
        };
        return PrimaryResponse.json(healthy ? "200 OK" : "503 Service Unavailable",
                "{\"status\":\"" + status(healthy) + "\",\"checks\":" + checks + "}");
    }

    private int required() {
        int wanted = table.wanted();
        return Math.max(1, minReady == 0 ? wanted - 1 : Math.min(minReady, wanted));
    }

    private String check(Seat seat, boolean up, String before, String after) {
        Worker worker = seat.latest();
        long uptime = worker == null ? 0 : clock.getAsLong() - worker.launchedAt();
        return "{\"name\":\"cluster worker " + seat.id() + "\",\"status\":\"" + status(up) + "\",\"data\":{"
                + before + "\"state\":\"" + seat.state() + "\",\"pid\":"
                + (worker == null ? 0 : worker.pid()) + ",\"restarts\":" + seat.restarts()
                + ",\"connections\":" + (worker == null ? 0 : worker.connections()) + ",\"uptime\":" + uptime / 1000 + after
                + "}}";
    }

    private static String status(boolean up) {
        return up ? UP : "DOWN";
    }
}
