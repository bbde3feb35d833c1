package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.LongSupplier;

import io.quarkiverse.socketio.runtime.cluster.link.ApplicationJar;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.RollProgress;
import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerLoad;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * What the cluster says about itself: as text for a terminal, as JSON for programs and for the status page, and the link that
 * opens that page. Programs read the JSON: members are added, but none is renamed or removed.
 * <p>
 * Thread: the primary's event loop.
 */
public final class ClusterStatus {
    /** The path, below that of the state, of the status page. */
    static final String PAGE = "/status";

    private final WorkerTable table;
    private final PrimarySettings.Identity identity;
    private final ClusterAccess access;
    private final LongSupplier clock;
    private final long wallClock;
    private final long startedAt;
    private final String build = ApplicationJar.writtenAt();
    private final ClusterJournal journal = new ClusterJournal();
    private final WorkerHistory history = new WorkerHistory();
    private String pages = "";

    /** @param clock in milliseconds, of the worker table */
    public ClusterStatus(WorkerTable table, PrimarySettings.Identity identity, ClusterAccess access, LongSupplier clock) {
        this.table = table;
        this.identity = identity;
        this.access = access;
        this.clock = clock;
        this.startedAt = clock.getAsLong();
        this.wallClock = System.currentTimeMillis() - startedAt;
    }

    /** Sets the URL of the state, for a browser on this machine. */
    public void pagesAt(String url) {
        pages = url;
    }

    /** Keeps an event of the cluster for the page. */
    public void note(boolean warning, String text) {
        journal.add(wallClock + clock.getAsLong(), warning, text);
    }

    /** Takes a sample of each worker; to be called each {@link WorkerHistory#PERIOD_MILLIS}. */
    void sample() {
        history.sample(table);
    }

    ClusterAccess access() {
        return access;
    }

    /** Returns a table for a terminal. */
    String text() {
        return StatusReport.of(table, clock.getAsLong());
    }

    /** Returns a link to the page; unless everybody may open it, with a code that can be used once. */
    String link() {
        return access.isOpen() ? pages + PAGE
                : pages + PAGE + "#code=" + access.newCode() + "\nThe link opens the page once, within "
                        + ClusterAccess.CODE_MILLIS / 60_000 + " minutes; then this browser may look for "
                        + ClusterAccess.SESSION_MILLIS / 3_600_000 + " hours.";
    }

    /** @param samples whether what the workers reported during the last minutes is included */
    String json(boolean samples) {
        long now = clock.getAsLong();
        StringJoiner workers = new StringJoiner(",", "[", "]");
        for (Seat seat : table.seats()) {
            Worker worker = seat.latest();
            workers.add("{\"id\":" + seat.id() + ",\"state\":\"" + seat.state() + "\",\"restarts\":" + seat.restarts()
                    + (worker == null ? "" : state(worker) + activity(worker, now)) + ",\"replacing\":" + seat.hasReplacement()
                    + ",\"leavingClients\":" + seat.leavingClients()
                    + (samples ? ",\"history\":" + history.json(seat.id()) : "") + "}");
        }
        return "{\"workers\":" + table.wanted() + ",\"ready\":" + table.ready().size() + ",\"started\":" + table.wasReady()
                + ",\"shuttingDown\":" + table.isShuttingDown() + ",\"seats\":" + workers + ",\"time\":" + (wallClock + now)
                + application() + roll(table.progress(), now) + ",\"events\":" + journal.json() + "}";
    }

    private String application() {
        return ",\"application\":{\"name\":" + JsonString.of(identity.application()) + ",\"host\":"
                + JsonString.of(identity.host()) + ",\"build\":" + JsonString.of(build) + ",\"java\":"
                + JsonString.of(Runtime.version().toString()) + ",\"pid\":" + ProcessHandle.current().pid() + ",\"startedAt\":"
                + (wallClock + startedAt) + "}";
    }

    private static String roll(Optional<RollProgress> progress, long now) {
        return progress.map(roll -> ",\"roll\":{\"reason\":" + JsonString.of(roll.reason()) + ",\"replaced\":" + roll.replaced()
                + ",\"of\":" + roll.of() + ",\"worker\":" + roll.seat() + ",\"millis\":" + (now - roll.startedAt()) + "}")
                .orElse("");
    }

    private static String state(Worker worker) {
        return ",\"pid\":" + worker.pid() + ",\"incarnation\":" + worker.incarnation() + ",\"connections\":"
                + worker.connections() + ",\"clients\":" + worker.usage().sessions() + ",\"rss\":" + worker.usage().rss()
                + ",\"cpu\":" + Math.round(worker.cpu() * 1000) / 1000.0;
    }

    private static String activity(Worker worker, long now) {
        WorkerLoad.Activity activity = worker.usage().activity();
        return ",\"uptime\":" + (now - worker.launchedAt()) / 1000 + ",\"eventsReceived\":" + rate(worker.receivedRate())
                + ",\"eventsSent\":" + rate(worker.sentRate()) + ",\"requests\":" + rate(worker.requestRate()) + ",\"heap\":"
                + activity.heap() + ",\"lag\":" + activity.lagMillis() + ",\"build\":" + JsonString.of(activity.build());
    }

    /** Returns a number of events a second with one decimal. */
    private static double rate(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
