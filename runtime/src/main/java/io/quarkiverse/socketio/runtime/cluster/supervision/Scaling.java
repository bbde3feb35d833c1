package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.List;

/**
 * Changes the number of workers, and spreads the clients evenly over the workers.
 * <p>
 * Thread: the primary's event loop.
 */
final class Scaling {
    private final Seats seats;
    private final RollingUpdate update;
    private final PendingActions actions;

    Scaling(Seats seats, RollingUpdate update, PendingActions actions) {
        this.seats = seats;
        this.update = update;
        this.actions = actions;
    }

    void scale(int workers, String why, long now) {
        int wanted = Math.max(1, Math.min(SupervisionSettings.MAX_WORKERS, workers));
        int present = seats.wanted().size();
        if (wanted == present) {
            return;
        }
        actions.info("Scaling from " + present + " to " + wanted + " workers: " + why);
        boolean othersServe = !seats.ready().isEmpty();
        for (int i = present; i < wanted; i++) {
            seats.add().fill(othersServe, now);
        }
        for (int i = present; i > wanted; i--) {
            Seat last = seats.wanted().get(i - 1);
            last.remove(now);
            update.onRemoved(last, now);
        }
        seats.purge();
        actions.add(new TableAction.SendClusterView());
    }

    /** Makes workers with more than their share of the clients disconnect the surplus, which reconnects to the others. */
    void rebalance() {
        List<Worker> ready = seats.ready();
        int all = ready.stream().mapToInt(worker -> worker.usage().sessions()).sum();
        int share = ready.isEmpty() ? 0 : (all + ready.size() - 1) / ready.size();
        actions.info("Rebalancing " + all + " clients over " + ready.size() + " workers");
        for (Worker worker : ready) {
            int surplus = worker.usage().sessions() - share;
            if (surplus > 0) {
                actions.add(new TableAction.Shed(worker.incarnation(), surplus));
            }
        }
    }
}
