package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quarkiverse.socketio.runtime.cluster.admin.MetricsText.Family;
import io.quarkiverse.socketio.runtime.cluster.admin.MetricsText.Sample;

/**
 * Merges the metrics of all workers into one page, each sample with the id of its worker as the label {@code worker}. Counters
 * of a seat do not restart when its worker is replaced: the last values of the processes that have exited are added.
 * <p>
 * Thread: the primary's event loop.
 */
final class MergedMetrics {
    /** The counters of the processes of each seat that have exited: by family, then by name and labels. */
    private final Map<Integer, Map<String, Sums>> gone = new TreeMap<>();
    /** The last metrics of the living processes, by incarnation. */
    private final Map<Integer, Page> pages = new TreeMap<>();

    private record Page(int seat, Map<String, Family> families) {
    }

    private record Sums(String type, String help, Map<Key, Double> values) {
    }

    private record Key(String name, String labels) {
    }

    /**
     * Sets the metrics of a process.
     *
     * @throws IllegalArgumentException when the text is no page of metrics
     */
    void add(int seat, int incarnation, String text) {
        pages.put(incarnation, new Page(seat, MetricsText.parse(text)));
    }

    /** Called when a process has exited: keeps its counters, as its incarnation may be used again. */
    void remove(int incarnation) {
        Page page = pages.remove(incarnation);
        if (page != null) {
            Map<String, Sums> sums = gone.computeIfAbsent(page.seat(), seat -> new LinkedHashMap<>());
            page.families().values().forEach(family -> add(family, sums));
        }
    }

    private static void add(Family family, Map<String, Sums> sums) {
        for (Sample sample : family.samples) {
            if (sample.isCumulative(family.type)) {
                Sums sum = sums.computeIfAbsent(family.name, name -> new Sums(family.type, family.help, new LinkedHashMap<>()));
                if (sum.type().equals(family.type)) {
                    sum.values().merge(new Key(sample.name(), sample.labels()), sample.number(), MergedMetrics::plus);
                }
            }
        }
    }

    private static double plus(double one, double other) {
        return Double.isNaN(one) ? other : Double.isNaN(other) ? one : one + other;
    }

    /**
     * Returns the merged page.
     *
     * @param seats whose metrics are included
     * @param current the incarnations that have a seat and have replied to this request: only their gauges are included
     */
    String page(Set<Integer> seats, Set<Integer> current) {
        StringBuilder out = new StringBuilder(16 * 1024);
        for (String family : families()) {
            write(family, seats, current, out);
        }
        return out.toString();
    }

    private Set<String> families() {
        Set<String> names = new LinkedHashSet<>();
        pages.values().forEach(page -> names.addAll(page.families().keySet()));
        gone.values().forEach(sums -> names.addAll(sums.keySet()));
        return names;
    }

    /** Writes all samples of a family together, also those of different workers. */
    private void write(String name, Set<Integer> seats, Set<Integer> current, StringBuilder out) {
        String type = typeOf(name);
        StringBuilder samples = new StringBuilder();
        for (int seat : new TreeSet<>(seats)) {
            Map<String, Sums> before = gone.getOrDefault(seat, Map.of());
            Map<Key, Double> sums = new LinkedHashMap<>();
            Sums sum = before.get(name);
            if (sum != null && sum.type().equals(type)) {
                sums.putAll(sum.values());
            }
            pages.forEach((incarnation, page) -> {
                Family family = page.seat() == seat ? page.families().get(name) : null;
                if (family != null && family.type.equals(type)) {
                    collect(family, current.contains(incarnation), sums, samples, seat);
                }
            });
            sums.forEach((key, value) -> write(key.name(), key.labels(), number(value), seat, samples));
        }
        if (!samples.isEmpty()) {
            String help = helpOf(name);
            if (!help.isEmpty()) {
                out.append("# HELP ").append(name).append(' ').append(help).append('\n');
            }
            out.append("# TYPE ").append(name).append(' ').append(type).append('\n').append(samples);
        }
    }

    private static void collect(Family family, boolean isCurrent, Map<Key, Double> sums, StringBuilder out, int seat) {
        for (Sample sample : family.samples) {
            if (sample.isCumulative(family.type)) {
                sums.merge(new Key(sample.name(), sample.labels()), sample.number(), MergedMetrics::plus);
            } else if (isCurrent) {
                write(sample.name(), sample.labels(), sample.value(), seat, out);
            }
        }
    }

    /** Returns the type of a family. If processes of different builds disagree, that of the oldest living process counts. */
    private String typeOf(String name) {
        return firstOf(name).map(family -> family.type).or(() -> goneOf(name).map(Sums::type)).orElse("untyped");
    }

    private String helpOf(String name) {
        return firstOf(name).map(family -> family.help).or(() -> goneOf(name).map(Sums::help)).orElse("");
    }

    private Optional<Family> firstOf(String name) {
        return pages.values().stream().map(page -> page.families().get(name)).filter(Objects::nonNull).findFirst();
    }

    private Optional<Sums> goneOf(String name) {
        return gone.values().stream().map(sums -> sums.get(name)).filter(Objects::nonNull).findFirst();
    }

    private static void write(String name, String labels, String value, int seat, StringBuilder out) {
        out.append(name).append("{worker=\"").append(seat).append('"').append(labels.isEmpty() ? "" : ",").append(labels)
                .append("} ").append(value).append('\n');
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? value > 0 ? "+Inf" : "-Inf" : Double.toString(value);
    }
}
