package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.List;
import java.util.OptionalInt;

import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Executes the commands that come to the primary from a worker's {@code ClusterManager}, over HTTP or from a terminal.
 * <p>
 * Thread: the primary's event loop.
 */
public record AdminCommands(WorkerTable table, Target target, ClusterStatus shown) {
    /** Performs what commands need besides the worker table. */
    public interface Target {
        void on(TableEvent event);

        /** Sends a signal to the application in one seat. */
        void sendSignal(int seat, String signal);

        void dumpThreads(int seat);

        void shutdown();
    }

    /**
     * Executes a command.
     *
     * @param by the source of the command, for the log
     * @return the reply; empty when the command was begun and there is nothing else to say
     * @throws IllegalArgumentException with the reason when it cannot be executed
     */
    public String execute(Query<?> command, String by) {
        if (command instanceof Query.Command known) {
            return known.executeBy(new Execution(by));
        }
        throw new IllegalArgumentException(
                command instanceof Query.Unknown unknown ? unknown.problem() : QueryText.unknownCommand(command));
    }

    private final class Execution implements Query.Executor {
        private static final String BEGUN = "";

        private final String by;

        Execution(String by) {
            this.by = by;
        }

        @Override
        public String status() {
            return shown.text();
        }

        @Override
        public String state() {
            return shown.json(false);
        }

        @Override
        public String link() {
            return shown.link();
        }

        @Override
        public String owner(int incarnation) {
            return table.describe(incarnation);
        }

        @Override
        public String scale(int workers) {
            if (workers < 1 || workers > SupervisionSettings.MAX_WORKERS) {
                throw new IllegalArgumentException(
                        "a cluster has 1 to " + SupervisionSettings.MAX_WORKERS + " workers, not " + workers);
            }
            target.on(new TableEvent.Scale(workers, by));
            return BEGUN;
        }

        @Override
        public String scaleBy(int more) {
            return scale(table.wanted() + more);
        }

        @Override
        public String restart() {
            if (table.isShuttingDown()) {
                throw new IllegalArgumentException("the cluster is shutting down");
            }
            target.on(new TableEvent.Roll(by));
            return BEGUN;
        }

        @Override
        public String rebalance() {
            target.on(new TableEvent.Rebalance());
            return BEGUN;
        }

        @Override
        public String signal(String name, OptionalInt worker) {
            List<Integer> chosen = worker.isPresent() ? List.of(worker.getAsInt()) : table.wantedIds();
            if (!table.wantedIds().containsAll(chosen)) {
                throw new IllegalArgumentException("there is no worker " + worker.getAsInt());
            }
            switch (name) {
                case "HUP" -> chosen.forEach(seat -> target.sendSignal(seat, "HUP"));
                case "QUIT" -> chosen.forEach(target::dumpThreads);
                case "TERM" -> chosen.forEach(seat -> target.on(new TableEvent.Recycle(seat, by)));
                default -> throw new IllegalArgumentException("a worker can be sent HUP (an event for the application), QUIT"
                        + " (a thread dump) and TERM (it is replaced), not '" + name + "'");
            }
            return BEGUN;
        }

        @Override
        public String shutdown() {
            target.shutdown();
            return BEGUN;
        }
    }
}
