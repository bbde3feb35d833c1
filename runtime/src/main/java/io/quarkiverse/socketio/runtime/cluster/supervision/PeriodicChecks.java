package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Periodically replaces workers that are too old or use too much memory, and adapts the number of workers to the load.
 * <p>
 * Thread: the primary's event loop.
 */
final class PeriodicChecks {
    /** How often the age and memory of workers are compared with their limits. */
    static final long INTERVAL_MILLIS = 1000;

    private final SupervisionSettings.Checks settings;
    private final Seats seats;
    private final RollingUpdate update;
    private final Scaling scaling;
    private final @Nullable Autoscaler autoscaler;
    private long nextCheck = Seat.NEVER;
    private long nextScaling = Seat.NEVER;

    PeriodicChecks(SupervisionSettings.Checks settings, Seats seats, RollingUpdate update, Scaling scaling) {
        this.settings = settings;
        this.seats = seats;
        this.update = update;
        this.scaling = scaling;
        double processors = Runtime.getRuntime().availableProcessors();
        this.autoscaler = settings.autoscaling()
                .map(wanted -> new Autoscaler(wanted, Math.max(1, Math.ceil(processors / seats.wanted().size()))))
                .orElse(null);
    }

    void start(long now) {
        if (settings.maxLifetime().isPresent() || settings.maxRss().isPresent()) {
            nextCheck = now + INTERVAL_MILLIS;
        }
        if (autoscaler != null) {
            nextScaling = now + autoscaler.intervalMillis();
        }
    }

    void stop() {
        nextCheck = Seat.NEVER;
        nextScaling = Seat.NEVER;
    }

    long nextDeadline() {
        return Math.min(nextCheck, nextScaling);
    }

    void onTick(long now) {
        if (nextCheck <= now) {
            nextCheck = now + INTERVAL_MILLIS;
            seats.ready().forEach(worker -> check(worker, now));
        }
        if (nextScaling <= now && autoscaler != null) {
            nextScaling = now + autoscaler.intervalMillis();
            scale(autoscaler, now);
        }
    }

    private void check(Worker worker, long now) {
        settings.maxLifetime().filter(lifetime -> now - worker.launchedAt() >= lifetime.toMillis())
                .ifPresent(lifetime -> update.replaceOne(worker.workerId(), "it lived for "
                        + lifetime.toString().substring(2).toLowerCase(Locale.ROOT)
                        + " (quarkus.socketio.cluster.worker.max-lifetime)",
                        now));
        if (worker.usage().rss() > settings.maxRss().orElse(Long.MAX_VALUE)) {
            update.replaceOne(worker.workerId(), "it takes " + (worker.usage().rss() >> 20)
                    + " MB (quarkus.socketio.cluster.worker.max-rss)", now);
        }
    }

    /** Adapts the number of workers; not while workers start or leave, as their load is not typical then. */
    private void scale(Autoscaler scaler, long now) {
        List<Worker> ready = seats.ready();
        if (ready.size() == seats.all().size() && !update.isActive()) {
            Autoscaler.Decision decision = scaler.decide(ready);
            scaling.scale(decision.workers(), decision.why(), now);
        }
    }
}
