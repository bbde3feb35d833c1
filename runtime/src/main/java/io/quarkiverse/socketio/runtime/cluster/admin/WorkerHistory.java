package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * What the workers reported during the last minutes, for charts: {@value #SAMPLES} samples of each worker that there should be,
 * one each {@value #PERIOD_MILLIS} ms, in 1.5 kB.
 * <p>
 * Thread: the primary's event loop.
 */
final class WorkerHistory {
    static final long PERIOD_MILLIS = 2000;
    static final int SAMPLES = 90;
    private static final int MEGABYTE_BITS = 20;

    private final Map<Integer, Series> workers = new HashMap<>();

    /** The samples of one worker id, whichever process has it; a sample without a process is 0. */
    private static final class Series {
        private final int[] clients = new int[SAMPLES];
        private final int[] events = new int[SAMPLES];
        private final int[] megabytes = new int[SAMPLES];
        private final int[] lagMillis = new int[SAMPLES];
        private int taken;

        void take(Seat seat) {
            Worker worker = seat.latest();
            int next = taken++ % SAMPLES;
            clients[next] = worker == null ? 0 : worker.usage().sessions();
            events[next] = worker == null ? 0 : (int) Math.round(worker.receivedRate() + worker.sentRate());
            megabytes[next] = worker == null ? 0 : (int) (worker.usage().rss() >> MEGABYTE_BITS);
            lagMillis[next] = worker == null ? 0 : worker.usage().activity().lagMillis();
        }

        String json() {
            return "{\"clients\":" + json(clients) + ",\"events\":" + json(events) + ",\"megabytes\":" + json(megabytes)
                    + ",\"lag\":" + json(lagMillis) + "}";
        }

        private String json(int[] values) {
            StringJoiner json = new StringJoiner(",", "[", "]");
            for (int i = Math.max(0, taken - SAMPLES); i < taken; i++) {
                json.add(Integer.toString(values[i % SAMPLES]));
            }
            return json.toString();
        }
    }

    /** Takes a sample of each worker, and forgets those that were removed. */
    void sample(WorkerTable table) {
        Set<Integer> present = new HashSet<>();
        for (Seat seat : table.seats()) {
            present.add(seat.id());
            workers.computeIfAbsent(seat.id(), id -> new Series()).take(seat);
        }
        workers.keySet().retainAll(present);
    }

    /** Returns the samples of a worker as JSON, the oldest first. */
    String json(int seat) {
        return workers.getOrDefault(seat, new Series()).json();
    }
}
