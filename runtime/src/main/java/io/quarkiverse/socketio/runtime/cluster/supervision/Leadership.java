package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Decides which worker is the leader, which runs what must run once in a cluster. There are never two: a leader that drains is
 * asked to stop, and the next one is chosen when it has answered or exited.
 * <p>
 * Thread: the primary's event loop.
 */
final class Leadership {
    private final PendingActions actions;
    private @Nullable Worker leader;
    /** Whether the leader was asked to stop. */
    private boolean ending;

    Leadership(PendingActions actions) {
        this.actions = actions;
    }

    /** Returns whether there is work for {@link #update}: there is no leader, or it takes no connections any more. */
    boolean isDue() {
        return leader == null || !ending && !leader.isReady();
    }

    /**
     * Asks a leader that leaves to stop, or chooses a new one.
     *
     * @param candidates the workers that will stay longest; while there are none, there is no leader
     */
    void update(List<Worker> candidates) {
        if (leader != null) {
            ending = true;
            actions.add(new TableAction.Lead(leader.incarnation(), false));
        } else if (!candidates.isEmpty()) {
            leader = candidates.get(0);
            actions.add(new TableAction.Lead(leader.incarnation(), true));
        }
    }

    /** Called when a worker has stopped to be the leader, or its process has exited. */
    void onEnded(Worker worker) {
        if (worker == leader) {
            leader = null;
            ending = false;
        }
    }
}
