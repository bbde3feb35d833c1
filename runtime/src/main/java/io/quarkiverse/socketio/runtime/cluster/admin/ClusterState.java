package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.StringJoiner;

import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Writes the state of all seats as JSON, for HTTP and for {@code --json} in a terminal. Programs read it: members are added, but
 * none is renamed or removed.
 * <p>
 * Thread: the primary's event loop.
 */
final class ClusterState {
    private ClusterState() {
    }

    static String json(WorkerTable table) {
        StringJoiner workers = new StringJoiner(",", "[", "]");
        for (Seat seat : table.seats()) {
            Worker worker = seat.latest();
            workers.add("{\"id\":" + seat.id() + ",\"state\":\"" + seat.state() + "\",\"restarts\":" + seat.restarts()
                    + (worker == null ? "" : state(worker)) + "}");
        }
        return "{\"workers\":" + table.wanted() + ",\"ready\":" + table.ready().size() + ",\"started\":" + table.wasReady()
                + ",\"shuttingDown\":" + table.isShuttingDown() + ",\"seats\":" + workers
                + "}";
    }

    private static String state(Worker worker) {
        return ",\"pid\":" + worker.pid() + ",\"incarnation\":" + worker.incarnation() + ",\"connections\":"
                + worker.connections()
                + ",\"clients\":" + worker.usage().sessions() + ",\"rss\":" + worker.usage().rss() + ",\"cpu\":"
                + Math.round(worker.cpu() * 1000) / 1000.0;
    }
}
