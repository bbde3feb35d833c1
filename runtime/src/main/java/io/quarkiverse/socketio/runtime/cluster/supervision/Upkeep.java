package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * What happens by itself as time goes by: workers that are too old or too big are replaced, and their number follows the load.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Upkeep {
    /** How often ages and sizes are looked at. */
    static final long LOOK_MILLIS = 1000;

    /**
     * Empty when it does not matter.
     *
     * @param maxRss in bytes
     */
    public record Settings(Optional<Duration> maxLifetime, OptionalLong maxRss, Optional<Autoscaler.Settings> autoscale) {
        public static final Settings NONE = new Settings(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    private final Settings settings;
    private final Seats seats;
    private final Reshaping reshaping;
    private final @Nullable Autoscaler autoscaler;
    private long nextLook = Seat.NEVER;
    private long nextScaling = Seat.NEVER;

    Upkeep(Settings settings, Seats seats, Reshaping reshaping) {
        this.settings = settings;
        this.seats = seats;
        this.reshaping = reshaping;
        double processors = Runtime.getRuntime().availableProcessors();
        this.autoscaler = settings.autoscale()
                .map(wanted -> new Autoscaler(wanted, Math.max(1, Math.ceil(processors / seats.wanted().size()))))
                .orElse(null);
    }

    void start(long now) {
        if (settings.maxLifetime().isPresent() || settings.maxRss().isPresent()) {
            nextLook = now + LOOK_MILLIS;
        }
        if (autoscaler != null) {
            nextScaling = now + autoscaler.intervalMillis();
        }
    }

    void stop() {
        nextLook = Seat.NEVER;
        nextScaling = Seat.NEVER;
    }

    long nextDeadline() {
        return Math.min(nextLook, nextScaling);
    }

    void onTick(long now) {
        if (nextLook <= now) {
            nextLook = now + LOOK_MILLIS;
            seats.ready().forEach(worker -> look(worker, now));
        }
        if (nextScaling <= now && autoscaler != null) {
            nextScaling = now + autoscaler.intervalMillis();
            scale(autoscaler, now);
        }
    }

    private void look(Worker worker, long now) {
        settings.maxLifetime().filter(lifetime -> now - worker.launchedAt >= lifetime.toMillis())
                .ifPresent(lifetime -> reshaping.recycle(worker.seat.id, "it lived for "
                        + lifetime.toString().substring(2).toLowerCase() + " (quarkus.socketio.cluster.worker.max-lifetime)",
                        now));
        if (worker.usage().rss() > settings.maxRss().orElse(Long.MAX_VALUE)) {
            reshaping.recycle(worker.seat.id, "it takes " + (worker.usage().rss() >> 20)
                    + " MB (quarkus.socketio.cluster.worker.max-rss)", now);
        }
    }

    /** Not while workers come or go: their load says nothing. */
    private void scale(Autoscaler scaler, long now) {
        List<Worker> ready = seats.ready();
        if (ready.size() == seats.all().size() && !reshaping.isRolling()) {
            Autoscaler.Verdict verdict = scaler.look(ready);
            reshaping.scale(verdict.workers(), verdict.why(), now);
        }
    }
}
