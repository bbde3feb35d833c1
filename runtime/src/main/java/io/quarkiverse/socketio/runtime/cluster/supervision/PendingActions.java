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
    private List<TableAction> actions = new ArrayList<>();

    /** Removes and returns all actions since the last call. */
    List<TableAction> drain() {
        if (actions.isEmpty()) {
            return List.of(); // as after most events: a connection, a heartbeat
        }
        List<TableAction> drained = actions;
        actions = new ArrayList<>();
        return drained;
    }

    void add(TableAction action) {
        actions.add(action);
    }

    void membersChanged() {
        actions.add(new TableAction.SendMembers());
        actions.add(new TableAction.SendClusterView());
    }

    void announce(ClusterEvent event) {
        actions.add(new TableAction.Announce(event));
    }

    void info(String text) {
        actions.add(new TableAction.Log(false, text));
    }

    void warn(String text) {
        actions.add(new TableAction.Log(true, text));
    }
}
