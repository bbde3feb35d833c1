package io.quarkiverse.socketio.runtime.cluster.primary;

/** What {@link WorkerTable} wants done. A worker is named by its incarnation. */
sealed interface Action {

    record Launch(int seat, int incarnation) implements Action {
    }

    /** Ask it to leave in good order. */
    record Stop(int incarnation, long withinMillis) implements Action {
    }

    record DumpThreads(int incarnation) implements Action {
    }

    record Kill(int incarnation) implements Action {
    }

    /** Another set of workers is ready. */
    record TellMembers() implements Action {
    }

    /** A state has changed that people look at. */
    record TellRoster() implements Action {
    }

    /** Every worker has said READY, for the first time. */
    record ClusterReady(long tookMillis) implements Action {
    }

    record Say(boolean error, String text) implements Action {
    }

    /** The last worker is gone: the primary's work is done. */
    record Finish(int exitCode) implements Action {
    }
}
