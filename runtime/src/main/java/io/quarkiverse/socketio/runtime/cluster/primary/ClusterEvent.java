package io.quarkiverse.socketio.runtime.cluster.primary;

/** All that can happen to the workers. A worker is named by its incarnation; an event of one that is gone changes nothing. */
sealed interface ClusterEvent {

    record Start() implements ClusterEvent {
    }

    record Launched(int incarnation, long pid) implements ClusterEvent {
    }

    record Ready(int incarnation) implements ClusterEvent {
    }

    /** Its heartbeat. */
    record Load(int incarnation, int open, long adopted) implements ClusterEvent {
    }

    /** A connection was sent to it. */
    record HandedOver(int incarnation) implements ClusterEvent {
    }

    /** Its link is closed; the process should end by itself. */
    record LinkLost(int incarnation) implements ClusterEvent {
    }

    /** It broke the rules of the link, or does not read from it. */
    record Misbehaved(int incarnation, String how) implements ClusterEvent {
    }

    /** The process is gone, or could not be launched. */
    record Exited(int incarnation, int code, String lastWords) implements ClusterEvent {
    }

    /** {@link WorkerTable#nextDeadline} has come. */
    record Tick() implements ClusterEvent {
    }

    record Shutdown(boolean now) implements ClusterEvent {
    }
}
