package io.quarkiverse.socketio.runtime.cluster.admin;

import java.time.Duration;
import java.util.Locale;

import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Writes the state of all seats as a table of text, for a terminal.
 * <p>
 * Thread: the primary's event loop.
 */
public final class StatusReport {
    private StatusReport() {
    }

    public static String of(WorkerTable table, long now) {
        StringBuilder text = new StringBuilder(
                String.format("%-7s%-12s%9s%10s%10s%12s%9s%7s%n", "worker", "state", "pid", "uptime",
                        "restarts", "connections", "memory", "cpu"));
        for (Seat seat : table.seats()) {
            Worker worker = seat.latest();
            text.append(String.format("%-7s%-12s", "w" + seat.id(), seat.state()));
            if (worker == null) {
                text.append(String.format("%9s%10s%10d%n", "-", "-", seat.restarts()));
            } else {
                text.append(String.format(Locale.ROOT, "%9d%10s%10d%12d%6d MB%5.0f %%%n", worker.pid(),
                        uptime(Duration.ofMillis(now - worker.launchedAt())), seat.restarts(), worker.connections(),
                        worker.usage().rss() >> 20, 100 * worker.cpu()));
            }
        }
        return text.toString();
    }

    private static String uptime(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        return time.toHours() > 0 ? time.toHours() + "h" + time.toMinutesPart() + "m"
                : time.toMinutes() + "m" + time.toSecondsPart() + "s";
    }
}
