package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Selects the workers among which the balancer chooses, for a connection that need not go to a certain one. A worker that is
 * behind, as one that is stopped or hangs soon is, would let the connection wait; it is passed over as long as there is any
 * other.
 * <p>
 * Thread: the primary's event loop.
 */
public final class WorkerSelector<W> {
    private final Predicate<W> canTake;
    private final Predicate<W> isBehind;

    /**
     * @param canTake whether connections can be sent to a worker at all
     * @param isBehind whether a connection that is sent to a worker would have to wait; asked only of those that can take one
     */
    public WorkerSelector(Predicate<W> canTake, Predicate<W> isBehind) {
        this.canTake = canTake;
        this.isBehind = isBehind;
    }

    /**
     * Returns the preferred workers that keep up; else all that do; else the preferred ones; else all. Those that cannot take
     * connections are left out, so the list is empty when none can.
     *
     * @param preferred some of all
     */
    public List<W> select(List<W> preferred, List<W> all) {
        List<W> taking = taking(preferred);
        List<W> prompt = prompt(taking);
        if (!prompt.isEmpty()) {
            return prompt;
        }
        List<W> anyTaking = taking(all);
        List<W> anyPrompt = prompt(anyTaking);
        if (!anyPrompt.isEmpty()) {
            return anyPrompt;
        }
        return taking.isEmpty() ? anyTaking : taking;
    }

    /** Whether any worker would take a connection without letting it wait. */
    public boolean anyKeepsUp(List<W> all) {
        for (W worker : all) {
            if (canTake.test(worker) && !isBehind.test(worker)) {
                return true;
            }
        }
        return false;
    }

    private List<W> taking(List<W> workers) {
        List<W> taking = new ArrayList<>(workers.size());
        for (W worker : workers) {
            if (canTake.test(worker)) {
                taking.add(worker);
            }
        }
        return taking;
    }

    private List<W> prompt(List<W> taking) {
        List<W> prompt = new ArrayList<>(taking.size());
        for (W worker : taking) {
            if (!isBehind.test(worker)) {
                prompt.add(worker);
            }
        }
        return prompt;
    }
}
