package io.quarkiverse.socketio.runtime.cluster.supervision;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * An action that {@link WorkerTable} has decided on, for a {@link Performer} to carry out. A worker is named by its
 * incarnation.
 */
public sealed interface TableAction {

    void performBy(Performer performer);

    /** Performs actions, one method for each. */
    interface Performer {
        void launch(int seat, int incarnation, boolean warmUp);

        void stop(int incarnation, long withinMillis);

        void drain(int incarnation, long withinMillis);

        void shed(int incarnation, int clients);

        void lead(int incarnation, boolean leads);

        void checkReadiness(int incarnation);

        void dumpThreadsOf(int incarnation);

        void kill(int incarnation);

        void sendMembers();

        void sendClusterView();

        void announce(ClusterEvent event);

        void log(boolean warning, String text);

        void finish(int exitCode);

        void refuseStart(String why);
    }

    /** @param warmUp whether the worker warms up before it is ready */
    record Launch(int seat, int incarnation, boolean warmUp) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.launch(seat, incarnation, warmUp);
        }
    }

    /** Asks the worker to shut down gracefully, as the cluster shuts down. */
    record Stop(int incarnation, long withinMillis) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.stop(incarnation, withinMillis);
        }
    }

    /** Asks the worker to finish its requests and to disconnect its clients in batches, while the cluster goes on. */
    record Drain(int incarnation, long withinMillis) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.drain(incarnation, withinMillis);
        }
    }

    /** Asks the worker to close the connections of some of its clients, which reconnect to another worker. */
    record Shed(int incarnation, int clients) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.shed(incarnation, clients);
        }
    }

    /** Makes the worker the leader of the cluster, or asks it to stop to be the leader. */
    record Lead(int incarnation, boolean leads) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.lead(incarnation, leads);
        }
    }

    record CheckReadiness(int incarnation) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.checkReadiness(incarnation);
        }
    }

    record DumpThreads(int incarnation) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.dumpThreadsOf(incarnation);
        }
    }

    record Kill(int incarnation) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.kill(incarnation);
        }
    }

    /** Sends the set of workers that have clients to all workers, as it has changed. */
    record SendMembers() implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.sendMembers();
        }
    }

    /** Sends the state of the cluster to all workers, as it has changed. */
    record SendClusterView() implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.sendClusterView();
        }
    }

    /** Fires an event in the application of every worker. */
    record Announce(ClusterEvent event) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.announce(event);
        }
    }

    record Log(boolean warning, String text) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.log(warning, text);
        }
    }

    /** Makes the primary exit, as the last worker is gone. */
    record Finish(int exitCode) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.finish(exitCode);
        }
    }

    /** Kills all workers and makes the primary exit, as no worker can start with this configuration. */
    record RefuseStart(String why) implements TableAction {
        @Override
        public void performBy(Performer performer) {
            performer.refuseStart(why);
        }
    }
}
