package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.admission.RejectReason;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Reports the metrics of the cluster: those that all workers report themselves, and those about the workers that the primary
 * measures.
 * <p>
 * Thread: the primary's event loop.
 */
public final class MetricsReport {
    private static final Logger LOG = Logger.getLogger(MetricsReport.class);
    /** Less than the ten seconds that Prometheus waits by default. */
    static final long TIMEOUT_MILLIS = 3000;
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Counts the sessions that the primary keeps for clients that reconnect. */
    public interface SessionCounts {
        int count();

        long bytes();

        /** Returns how many sessions were dropped because of the limit in bytes. */
        long dropped();
    }

    private final WorkerTable table;
    private final SessionCounts sessions;
    private final ScatterGather workers;
    private final MergedMetrics merged = new MergedMetrics();
    private final CachedReply<PrimaryResponse> reply;

    MetricsReport(WorkerTable table, SessionCounts sessions, ScatterGather workers, LongSupplier clock) {
        this.table = table;
        this.sessions = sessions;
        this.workers = workers;
        this.reply = new CachedReply<>(this::make, clock);
    }

    CompletionStage<PrimaryResponse> report() {
        return reply.get();
    }

    /** Called when a process has exited. */
    void remove(int incarnation) {
        merged.remove(incarnation);
    }

    private CompletionStage<PrimaryResponse> make() {
        return workers.ask(table.serving(), new Query.Metrics(), TIMEOUT_MILLIS).thenApply(this::page);
    }

    /** @param replied the replies by incarnation, also of processes that have exited meanwhile */
    private PrimaryResponse page(Map<Integer, QueryReply.Text> replied) {
        Set<Integer> current = new HashSet<>();
        replied.forEach((incarnation, page) -> {
            Worker worker = table.worker(incarnation);
            if (worker != null) {
                add(worker, page.text());
                if (worker.isReady()) {
                    current.add(incarnation);
                }
            }
        });
        Set<Integer> seats = table.seats().stream().map(Seat::id).collect(Collectors.toSet());
        return new PrimaryResponse("200 OK", CONTENT_TYPE, own() + merged.page(seats, current), "");
    }

    private void add(Worker worker, String text) {
        try {
            merged.add(worker.workerId(), worker.incarnation(), text);
        } catch (IllegalArgumentException e) {
            LOG.warnf("The metrics of %s cannot be read: %s", worker, e.getMessage());
        }
    }

    private String own() {
        StringBuilder out = new StringBuilder();
        head("workers", "gauge", "Workers by state", out);
        Map<WorkerState, Long> states = new EnumMap<>(WorkerState.class);
        table.seats().forEach(seat -> states.merge(seat.state(), 1L, Long::sum));
        for (WorkerState state : WorkerState.values()) {
            sample("workers", "state=\"" + state.name().toLowerCase(Locale.ROOT) + "\"", states.getOrDefault(state, 0L), out);
        }
        perSeat("worker_restarts_total", "Processes that were started for one that crashed", Seat::restarts, out);
        perSeat("worker_crashes_total", "Processes that have exited unexpectedly", Seat::crashes, out);
        perSeat("handoff_total", "Connections handed to the worker", Seat::handedOver, out);
        head("connections_turned_away_total", "counter", "Connections that the primary closed before their first request", out);
        for (RejectReason reason : RejectReason.values()) {
            sample("connections_turned_away_total", "reason=\"" + reason.name().toLowerCase(Locale.ROOT) + "\"", reason.count(),
                    out);
        }
        single("saved_sessions", "gauge", "Saved sessions that clients can recover", sessions.count(), out);
        single("saved_session_bytes", "gauge", "Memory of the primary used for saved sessions", sessions.bytes(), out);
        single("saved_sessions_dropped_total", "counter", "Saved sessions dropped because of the limit in bytes",
                sessions.dropped(), out);
        return out.toString();
    }

    /** Writes a metric that has one sample. */
    private static void single(String name, String type, String help, long value, StringBuilder out) {
        head(name, type, help, out);
        out.append("socketio_cluster_").append(name).append(' ').append(value).append('\n');
    }

    /** Writes a counter that has a sample for each seat. */
    private void perSeat(String name, String help, ToLongFunction<Seat> count, StringBuilder out) {
        head(name, "counter", help, out);
        table.seats().forEach(seat -> sample(name, "worker=\"" + seat.id() + "\"", count.applyAsLong(seat), out));
    }

    private static void head(String name, String type, String help, StringBuilder out) {
        out.append("# HELP socketio_cluster_").append(name).append(' ').append(help).append("\n# TYPE socketio_cluster_")
                .append(name).append(' ').append(type).append('\n');
    }

    private static void sample(String name, String labels, long value, StringBuilder out) {
        out.append("socketio_cluster_").append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }
}
