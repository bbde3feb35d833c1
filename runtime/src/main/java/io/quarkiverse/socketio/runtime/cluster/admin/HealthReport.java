package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;
import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * The health of the cluster, in the format of MicroProfile Health: one check for each worker, and the checks of the application
 * in each of them.
 * <p>
 * Thread: the primary's event loop.
 */
final class HealthReport {
    /** Less than the second that Kubernetes waits for a probe unless it is told otherwise. */
    static final long LIMIT_MILLIS = 800;
    private static final String UP = "UP";
    private static final int MAX_KINDS = 64;
    private static final Pattern GROUP = Pattern.compile("/[\\w.~-]{1,100}");

    private final WorkerTable table;
    private final ScatterGather workers;
    private final int minReady;
    private final LongSupplier clock;
    /** By kind; those asked for last, as anybody may think up names of groups. */
    private final Map<String, SharedAnswer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SharedAnswer> eldest) {
            return size() > MAX_KINDS;
        }
    };

    /** @param minReady so many workers make the cluster ready; 0 for all that shall be there but one, and at least one */
    HealthReport(WorkerTable table, ScatterGather workers, int minReady, LongSupplier clock) {
        this.table = table;
        this.workers = workers;
        this.minReady = minReady;
        this.clock = clock;
    }

    /** What is asked for by a path, as {@link LinkQuestions#HEALTH} has it; null when that is no health endpoint. */
    static @Nullable String kindOf(String path, HealthPaths paths) {
        String kind = paths.kinds().get(path);
        return kind != null || paths.groups().isEmpty() || !path.startsWith(paths.groups()) ? kind
                : groupOf(path.substring(paths.groups().length()));
    }

    private static @Nullable String groupOf(String rest) {
        if (rest.isEmpty()) {
            return LinkQuestions.HEALTH_GROUPS;
        }
        return GROUP.matcher(rest).matches() ? LinkQuestions.HEALTH_GROUP + " " + rest.substring(1) : null;
    }

    /** @param kind see {@link #kindOf} */
    void answer(String kind, Consumer<Reply> reply) {
        answers.computeIfAbsent(kind, asked -> new SharedAnswer(waiting -> make(asked, waiting), clock)).get(reply);
    }

    /** Whether it is up and nothing more: for those of whom nobody knows whether they may know. */
    void answerBriefly(String kind, Consumer<Reply> reply) {
        answer(kind, whole -> reply.accept(Reply.json(whole.status(),
                "{\"status\":\"" + status(whole.code() == 200) + "\",\"checks\":[]}")));
    }

    /** A worker came or went. */
    void outdate() {
        answers.values().forEach(SharedAnswer::outdate);
    }

    private void make(String kind, Consumer<Reply> reply) {
        workers.ask(table.ready(), LinkQuestions.HEALTH + " " + kind, LIMIT_MILLIS)
                .thenAccept(said -> reply.accept(report(kind, said)));
    }

    /** @param said by incarnation: as {@code LinkQuestions.HEALTH} has it */
    private Reply report(String kind, Map<Integer, String> said) {
        StringJoiner checks = new StringJoiner(",", "[", "]");
        int up = 0;
        int down = 0;
        for (Seat seat : table.seats()) {
            Worker worker = seat.worker();
            String own = worker == null || !worker.isReady() ? null : said.get(worker.incarnation());
            String[] parts = (own == null ? "" : own).split("\n", 2);
            String[] state = parts[0].split(" ", 2);
            boolean isUp = state[0].equals(UP);
            up += isUp ? 1 : 0;
            down += own == null || isUp ? 0 : 1;
            checks.add(check(seat, isUp, seat.isReady() && own == null ? "\"error\":\"does not answer\"," : "",
                    state.length > 1 ? ",\"adapter\":\"" + state[1] + "\"" : ""));
            if (parts.length > 1 && !parts[1].isEmpty()) {
                checks.add(parts[1]);
            }
        }
        boolean healthy = switch (kind) {
            // to start all anew helps when all that answer say that they must be; a worker that is silent is replaced anyway
            case LinkQuestions.HEALTH_LIVE -> up > 0 || down == 0;
            case LinkQuestions.HEALTH_STARTED -> table.wasReady() && up >= required();
            default -> up >= required();
        };
        return Reply.json(healthy ? "200 OK" : "503 Service Unavailable",
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
