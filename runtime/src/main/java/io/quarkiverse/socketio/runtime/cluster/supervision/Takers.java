package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Among whom the balancer chooses for a connection that no worker must have. One that is behind, as one that is stopped or
 * hangs soon is, would let it wait; it is passed over as long as there is any other.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Takers<W> {
    private final Predicate<W> canTake;
    private final Predicate<W> isBehind;

    /**
     * @param canTake whether connections can be sent to it at all
     * @param isBehind whether one that is sent there would have to wait; asked only of those that can take
     */
    public Takers(Predicate<W> canTake, Predicate<W> isBehind) {
        this.canTake = canTake;
        this.isBehind = isBehind;
    }

    /**
     * The preferred ones that keep up; else all that do; else the preferred ones; else all. Each without those that cannot take
     * connections: empty when none can.
     *
     * @param preferred some of all
     */
    public List<W> among(List<W> preferred, List<W> all) {
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

    /** Whether a connection that any of them may have would not have to wait. */
    public boolean anyPrompt(List<W> all) {
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
