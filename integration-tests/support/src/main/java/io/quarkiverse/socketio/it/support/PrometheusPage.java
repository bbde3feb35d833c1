package io.quarkiverse.socketio.it.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses Prometheus' text format 0.0.4 and refuses everything that the format forbids, even if Prometheus accepts it: each
 * family stands together, has one type before its samples, no series occurs twice, histograms add up.
 * <p>
 * Thread: the test's.
 */
public final class PrometheusPage {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (?:[^\\\\]|\\\\\\\\|\\\\n)*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"]|\\\\[\\\\\"n])*)\"(?:,|$)");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<Series, Double> samples = new LinkedHashMap<>();
    private final Set<String> helped = new HashSet<>();
    private String family = "";

    public record Series(String name, Map<String, String> labels) {
    }

    public PrometheusPage(String page) {
        check(page.endsWith("\n"), "the last line has no end");
        for (String line : page.substring(0, page.length() - 1).split("\n", -1)) {
            try {
                read(line);
            } catch (IllegalArgumentException e) {
                throw new AssertionError(e.getMessage() + ": " + line, e);
            }
        }
        types.forEach((name, type) -> {
            if (type.equals("histogram")) {
                checkHistogram(name);
            }
        });
    }

    public Map<Series, Double> samples() {
        return samples;
    }

    public String type(String name) {
        return types.getOrDefault(name, "");
    }

    /** Returns all counters. */
    public Map<Series, Double> cumulative() {
        Map<Series, Double> found = new LinkedHashMap<>();
        samples.forEach((series, value) -> {
            String type = types.get(familyOf(series.name()));
            boolean isPart = type.equals("summary") && !series.labels().containsKey("quantile");
            if (type.equals("counter") || type.equals("histogram") || isPart) {
                found.put(series, value);
            }
        });
        return found;
    }

    public double sum(String name) {
        return samples.entrySet().stream().filter(sample -> sample.getKey().name().equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private void read(String line) {
        if (line.startsWith("#")) {
            Matcher type = TYPE.matcher(line);
            Matcher help = HELP.matcher(line);
            if (type.matches()) {
                check(!types.containsKey(type.group(1)), "a second type, or one after a sample");
                types.put(type.group(1), type.group(2));
                family = type.group(1);
            } else {
                check(help.matches(), "neither help nor type");
                check(!types.containsKey(help.group(1)) && helped.add(help.group(1)), "help twice, or late");
            }
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        check(sample.matches(), "no sample");
        check(familyOf(sample.group(1)).equals(family), "not in the family " + family);
        Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2));
        double value = number(sample.group(3));
        check(samples.put(new Series(sample.group(1), labels), value) == null, "the series comes twice");
        check(!types.get(family).equals("counter") || value >= 0, "a negative counter");
    }

    private String familyOf(String name) {
        if (types.containsKey(name)) {
            return name;
        }
        for (String suffix : List.of("_bucket", "_sum", "_count")) {
            String base = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
            String type = types.getOrDefault(base, "");
            if (type.equals("histogram") || type.equals("summary") && !suffix.equals("_bucket")) {
                return base;
            }
        }
        throw new IllegalArgumentException("no type came before");
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find()) {
            check(label.start() == end, "no labels");
            check(labels.put(label.group(1), label.group(2)) == null, "a label comes twice");
            end = label.end();
        }
        check(end == text.length(), "no labels");
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private void checkHistogram(String name) {
        Map<Map<String, String>, List<Map.Entry<Double, Double>>> buckets = new LinkedHashMap<>();
        samples.forEach((series, value) -> {
            if (series.name().equals(name + "_bucket")) {
                Map<String, String> others = new TreeMap<>(series.labels());
                double limit = number(others.remove("le"));
                buckets.computeIfAbsent(others, key -> new ArrayList<>()).add(Map.entry(limit, value));
            }
        });
        buckets.forEach((labels, list) -> {
            for (int i = 1; i < list.size(); i++) {
                check(list.get(i - 1).getKey() < list.get(i).getKey(), name + ": buckets out of order");
                check(list.get(i - 1).getValue() <= list.get(i).getValue(), name + ": buckets do not add up");
            }
            Map.Entry<Double, Double> last = list.get(list.size() - 1);
            check(last.getKey().isInfinite(), name + ": no bucket for all");
            check(last.getValue().equals(samples.get(new Series(name + "_count", labels))),
                    name + ": count is not that of all");
        });
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
