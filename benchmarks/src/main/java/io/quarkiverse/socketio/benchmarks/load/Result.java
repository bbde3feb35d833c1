package io.quarkiverse.socketio.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one peer in one scenario, of all rounds.
 * <p>
 * Thread: that of the harness.
 */
final class Result {
    private final String peer;
    private String failure = "";
    private final Map<String, List<Double>> rounds = new LinkedHashMap<>();

    Result(String peer) {
        this.peer = peer;
    }

    String peer() {
        return peer;
    }

    /** What the server did wrong; it has no values then. */
    void fail(String why) {
        failure = why;
        rounds.clear();
    }

    String failure() {
        return failure;
    }

    void add(Map<String, Double> values) {
        values.forEach((name, value) -> rounds.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    }

    Map<String, List<Double>> rounds() {
        return rounds;
    }

    /** Returns the median of the rounds, NaN if there is none. */
    double median(String name) {
        double[] sorted = sorted(name);
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double min(String name) {
        double[] sorted = sorted(name);
        return sorted.length == 0 ? Double.NaN : sorted[0];
    }

    double max(String name) {
        double[] sorted = sorted(name);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
    }

    /** Returns the ratio to another peer of the same scenario; NaN if it did not run. */
    double ratio(String name, Result to) {
        return to == null ? Double.NaN : median(name) / to.median(name);
    }

    private double[] sorted(String name) {
        return rounds.getOrDefault(name, List.of()).stream().mapToDouble(value -> value).sorted().toArray();
    }
}
