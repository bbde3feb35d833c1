package io.quarkiverse.socketio.runtime.cluster.supervision;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/** What {@link WorkerTable} wants done. A worker is named by its incarnation. */
public sealed interface Action {

    record Launch(int seat, int incarnation) implements Action {
    }

    /** The cluster ends: ask it to leave in good order. */
    record Stop(int incarnation, long withinMillis) implements Action {
    }

    /**
     * The cluster goes on without it: ask it to finish what it has begun, to send its clients away bit by bit, and to leave.
     */
    record Drain(int incarnation, long withinMillis) implements Action {
    }

    /** Ask it to send some of its clients away; they come back to another. */
    record Shed(int incarnation, int clients) implements Action {
    }

    /** Ask it what its readiness checks say. */
    record Check(int incarnation) implements Action {
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

    /** Tell the application in every worker. */
    record Announce(ClusterEvent event) implements Action {
    }

    record Say(boolean error, String text) implements Action {
    }

    /** The last worker is gone: the primary's work is done. */
    record Finish(int exitCode) implements Action {
    }
}
