package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Selects the workers among which the balancer chooses, for a connection without an owner. A worker that is behind, as when it
 * is stopped or hangs, would delay the connection; it is selected only if there is no other.
 * <p>
 * Thread: the primary's event loop.
 */
public final class WorkerSelector<W> {
    private final Predicate<W> canTake;
    private final Predicate<W> isBehind;

    /**
     * @param canTake whether connections can be sent to a worker at all
     * @param isBehind whether a connection that is sent to a worker would have to wait; called only for those that can take one
     */
    public WorkerSelector(Predicate<W> canTake, Predicate<W> isBehind) {
        this.canTake = canTake;
        this.isBehind = isBehind;
    }

    /**
     * Returns the preferred workers that keep up; if there are none, all that do; else the preferred ones; else all. Workers
     * that cannot take connections are left out, so the list is empty when none can.
     *
     * @param preferred a subset of {@code all}
     */
    public List<W> select(List<W> preferred, List<W> all) {
        List<W> taking = filter(preferred, canTake);
        List<W> prompt = filter(taking, isBehind.negate());
        if (!prompt.isEmpty()) {
            return prompt;
        }
        List<W> anyTaking = filter(all, canTake);
        List<W> anyPrompt = filter(anyTaking, isBehind.negate());
        if (!anyPrompt.isEmpty()) {
            return anyPrompt;
        }
        return taking.isEmpty() ? anyTaking : taking;
    }

    /** Returns whether any worker would adopt a connection without delay. */
    public boolean anyKeepsUp(List<W> all) {
        for (W worker : all) {
            if (canTake.test(worker) && !isBehind.test(worker)) {
                return true;
            }
        }
        return false;
    }

    private static <W> List<W> filter(List<W> workers, Predicate<W> condition) {
        List<W> filtered = new ArrayList<>(workers.size());
        for (W worker : workers) {
            if (condition.test(worker)) {
                filtered.add(worker);
            }
        }
        return filtered;
    }
}
