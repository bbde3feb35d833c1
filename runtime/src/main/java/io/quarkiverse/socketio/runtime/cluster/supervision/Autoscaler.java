package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings.Autoscaling;

/**
 * Decides how many workers the load requires: more when any measure is above its target, one less when all are below half of
 * their targets. In between the number stays, so that it does not oscillate. Pure.
 * <p>
 * Thread: the primary's event loop.
 */
final class Autoscaler {

    /** How many workers there should be, and why. */
    record Decision(int workers, String why) {
    }

    private final Autoscaling settings;
    private final double share;

    /** @param share the number of processors for one worker */
    Autoscaler(Autoscaling settings, double share) {
        this.settings = settings;
        this.share = share;
    }

    long intervalMillis() {
        return settings.interval().toMillis();
    }

    /**
     * Decides on the number of workers.
     *
     * @param ready all workers, none of which is starting or leaving
     */
    Decision decide(List<Worker> ready) {
        int present = ready.size();
        Measure highest = highest(ready);
        if (present < settings.min()) {
            return new Decision(settings.min(), "at least " + settings.min() + " workers");
        }
        if (present > settings.max()) {
            return new Decision(settings.max(), "at most " + settings.max() + " workers");
        }
        if (highest.ratio > 1) {
            int wanted = Math.min(settings.max(), (int) Math.ceil(present * highest.ratio));
            return new Decision(wanted, highest.text);
        }
        if (highest.ratio < 0.5 && present > settings.min()) {
            return new Decision(present - 1, "less than half the target, " + highest.text);
        }
        return new Decision(present, highest.text);
    }

    private Measure highest(List<Worker> ready) {
        Measure highest = new Measure(Double.NEGATIVE_INFINITY, "");
        highest = highest.or(measure("connections", settings.targets().connections(), ready, Worker::connections));
        highest = highest.or(measure("of its processors", settings.targets().load(), ready, worker -> worker.cpu() / share));
        highest = highest.or(measure("requests/s", settings.targets().requests(), ready, Worker::requestRate));
        // there is no measure: the number stays
        return highest.text.isEmpty() ? new Measure(1, "") : highest;
    }

    private static Measure measure(String name, OptionalDouble target, List<Worker> ready, ToDoubleFunction<Worker> value) {
        if (target.isEmpty()) {
            return new Measure(Double.NEGATIVE_INFINITY, "");
        }
        double average = ready.stream().mapToDouble(value).average().orElse(0);
        return new Measure(average / target.getAsDouble(),
                String.format(Locale.ROOT, "%.2f %s per worker, target %.2f", average, name, target.getAsDouble()));
    }

    private record Measure(double ratio, String text) {
        Measure or(Measure other) {
            return other.ratio > ratio ? other : this;
        }
    }
}
