package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * The actions that one event leads to.
 * <p>
 * Thread: the primary's event loop.
 */
final class Decisions {
    private List<Action> actions = new ArrayList<>();

    /** All since the last call. */
    List<Action> take() {
        List<Action> decided = actions;
        actions = new ArrayList<>();
        return decided;
    }

    void add(Action action) {
        actions.add(action);
    }

    void membersChanged() {
        actions.add(new Action.TellMembers());
        actions.add(new Action.TellRoster());
    }

    void announce(ClusterEvent event) {
        actions.add(new Action.Announce(event));
    }

    void say(String text) {
        actions.add(new Action.Say(false, text));
    }

    void complain(String text) {
        actions.add(new Action.Say(true, text));
    }
}
