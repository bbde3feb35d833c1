package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.HealthPaths;

/**
 * The health endpoints of the shared port, in the format of MicroProfile Health: one check for each worker. Ready as soon as
 * and as
 * long as one worker is, started once all were; the primary that answers is alive.
 * <p>
 * Thread: the primary's event loop.
 */
final class HealthReport {
    private final HealthPaths paths;
    private final WorkerTable table;

    HealthReport(HealthPaths paths, WorkerTable table) {
        this.paths = paths;
        this.table = table;
    }

    /** Null when the request is not one for a health endpoint. */
    @Nullable
    Reply replyTo(String method, String target, long now) {
        if (paths.all().isEmpty() || !method.equals("GET") && !method.equals("HEAD")) {
            return null;
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        boolean ready = !table.ready().isEmpty();
        if (path.equals(paths.all()) || path.equals(paths.ready())) {
            return report(ready, now);
        }
        if (path.equals(paths.live())) {
            return report(true, now);
        }
        return path.equals(paths.started()) ? report(table.wasReady(), now) : null;
    }

    private Reply report(boolean up, long now) {
        StringJoiner checks = new StringJoiner(",", "[", "]");
        table.seats().forEach(seat -> checks.add(check(seat, now)));
        return Reply.json(up ? "200 OK" : "503 Service Unavailable",
                "{\"status\":\"" + status(up) + "\",\"checks\":" + checks + "}");
    }

    private static String check(Seat seat, long now) {
        long uptime = seat.hasProcess() ? now - seat.launchedAt : 0;
        return "{\"name\":\"cluster worker " + seat.id + "\",\"status\":\"" + status(seat.isReady()) + "\",\"data\":{"
                + "\"state\":\"" + seat.state + "\",\"pid\":" + seat.pid + ",\"restarts\":" + seat.history.restarts()
                + ",\"connections\":" + seat.connections() + ",\"uptime\":" + uptime / 1000 + "}}";
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
