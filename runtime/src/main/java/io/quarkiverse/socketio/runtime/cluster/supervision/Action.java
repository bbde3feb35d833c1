package io.quarkiverse.socketio.runtime.cluster.supervision;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/** What {@link WorkerTable} wants to be done. A worker is named by its incarnation. */
public sealed interface Action {

    void performBy(Performer performer);

    /** Performs actions, one method for each. */
    interface Performer {
        void launch(int seat, int incarnation);

        void stop(int incarnation, long withinMillis);

        void drain(int incarnation, long withinMillis);

        void shed(int incarnation, int clients);

        void checkReadiness(int incarnation);

        void dumpThreadsOf(int incarnation);

        void kill(int incarnation);

        void sendMembers();

        void sendClusterView();

        void announce(ClusterEvent event);

        void log(boolean warning, String text);

        void finish(int exitCode);
    }

    record Launch(int seat, int incarnation) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.launch(seat, incarnation);
        }
    }

    /** The cluster ends: asks the worker to shut down gracefully. */
    record Stop(int incarnation, long withinMillis) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.stop(incarnation, withinMillis);
        }
    }

    /** The cluster goes on: asks the worker to finish its requests and to send its clients away in batches. */
    record Drain(int incarnation, long withinMillis) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.drain(incarnation, withinMillis);
        }
    }

    /** Asks the worker to close the connections of some of its clients, which reconnect to another worker. */
    record Shed(int incarnation, int clients) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.shed(incarnation, clients);
        }
    }

    record CheckReadiness(int incarnation) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.checkReadiness(incarnation);
        }
    }

    record DumpThreads(int incarnation) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.dumpThreadsOf(incarnation);
        }
    }

    record Kill(int incarnation) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.kill(incarnation);
        }
    }

    /** The set of workers that have clients has changed. */
    record SendMembers() implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.sendMembers();
        }
    }

    /** Something has changed that the workers show of the cluster. */
    record SendClusterView() implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.sendClusterView();
        }
    }

    /** Fires an event in the application of every worker. */
    record Announce(ClusterEvent event) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.announce(event);
        }
    }

    record Log(boolean warning, String text) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.log(warning, text);
        }
    }

    /** The last worker is gone: the primary exits. */
    record Finish(int exitCode) implements Action {
        @Override
        public void performBy(Performer performer) {
            performer.finish(exitCode);
        }
    }
}
