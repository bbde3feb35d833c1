package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * Collects the actions that one event leads to.
 * <p>
 * Thread: the primary's event loop.
 */
final class PendingActions {
    private List<Action> actions = new ArrayList<>();

    /** Removes and returns all actions since the last call. */
    List<Action> drain() {
        List<Action> drained = actions;
        actions = new ArrayList<>();
        return drained;
    }

    void add(Action action) {
        actions.add(action);
    }

    void membersChanged() {
        actions.add(new Action.SendMembers());
        actions.add(new Action.SendClusterView());
    }

    void announce(ClusterEvent event) {
        actions.add(new Action.Announce(event));
    }

    void info(String text) {
        actions.add(new Action.Log(false, text));
    }

    void warn(String text) {
        actions.add(new Action.Log(true, text));
    }
}
