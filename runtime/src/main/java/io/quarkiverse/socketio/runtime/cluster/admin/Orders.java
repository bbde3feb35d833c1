package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.List;
import java.util.function.BiConsumer;

import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * What may be ordered of the primary, by a worker's {@code ClusterManager}, over HTTP or from a terminal: one line of words.
 * The answer says whether it was understood and begun; how it goes on is told by events.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Orders {
    private final WorkerTable table;
    private final Target target;

    public Orders(WorkerTable table, Target target) {
        this.table = table;
        this.target = target;
    }

    /** Who carries them out. */
    public interface Target {
        void on(TableEvent event);

        /** Passes a signal on to the application in one seat. */
        void passOn(int seat, String signal);

        void dumpThreads(int seat);

        void shutdown();

        String status();
    }

    /** @param answer told whether it was begun, and if not, why */
    public void carryOut(String order, String by, BiConsumer<Boolean, String> answer) {
        String[] words = order.trim().split("\\s+");
        try {
            answer.accept(true, carryOut(words, by));
        } catch (IllegalArgumentException e) {
            answer.accept(false, String.valueOf(e.getMessage()));
        }
    }

    private String carryOut(String[] words, String by) {
        if (words[0].equals(LinkQuestions.STATUS)) {
            return target.status();
        }
        if (words[0].equals(LinkQuestions.OWNER)) {
            return table.describe(number(words, 1));
        }
        switch (words[0]) {
            case LinkQuestions.SCALE -> scale(number(words, 1), by);
            case LinkQuestions.SCALE_BY -> scale(table.wanted() + number(words, 1), by);
            case LinkQuestions.RESTART -> target.on(new TableEvent.Roll(by));
            case LinkQuestions.REBALANCE -> target.on(new TableEvent.Rebalance());
            case LinkQuestions.SIGNAL -> signal(words, by);
            case LinkQuestions.SHUTDOWN -> target.shutdown();
            default -> throw new IllegalArgumentException("'" + words[0] + "' is none of status, scale, scale-by, restart,"
                    + " rebalance, signal, shutdown");
        }
        return "";
    }

    private void scale(int workers, String by) {
        if (workers < 1 || workers > SupervisionSettings.MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "a cluster has 1 to " + SupervisionSettings.MAX_WORKERS + " workers, not " + workers);
        }
        target.on(new TableEvent.Scale(workers, by));
    }

    private void signal(String[] words, String by) {
        if (words.length < 2) {
            throw new IllegalArgumentException("signal needs a name, such as HUP");
        }
        List<Integer> chosen = words.length > 2 ? List.of(number(words, 2)) : table.wantedIds();
        if (!table.wantedIds().containsAll(chosen)) {
            throw new IllegalArgumentException("there is no worker " + words[2]);
        }
        switch (words[1]) {
            case "HUP" -> chosen.forEach(seat -> target.passOn(seat, "HUP"));
            case "QUIT" -> chosen.forEach(target::dumpThreads);
            case "TERM" -> chosen.forEach(seat -> target.on(new TableEvent.Recycle(seat, by)));
            default ->
                throw new IllegalArgumentException("a worker can be sent HUP (an event for the application), QUIT (a thread"
                        + " dump) and TERM (it is replaced), not '" + words[1] + "'");
        }
    }

    private static int number(String[] words, int index) {
        try {
            return Integer.parseInt(words.length > index ? words[index] : "");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + words[0] + "' needs a number", e);
        }
    }
}
