package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the metrics of one worker from Prometheus' text format 0.0.4.
 * <p>
 * Thread: any; stateless.
 */
final class MetricsText {
    private static final String QUOTED = "\"(?:[^\"\\\\]++|\\\\.)*+\"";
    /** Matches a line with name, labels, value, and perhaps a time stamp, which is that of the scrape. */
    private static final Pattern SAMPLE = Pattern.compile("([^{ ]++)(?:\\{((?:[^\"}]++|" + QUOTED + ")*+)})? *(\\S+).*",
            Pattern.DOTALL);
    /** Matches a quoted value, or the name of the label. */
    private static final Pattern WORKER = Pattern.compile("(" + QUOTED + ")|(^|,)worker=", Pattern.DOTALL);
    private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count");

    private MetricsText() {
    }

    /** All samples of one name; type and help as in the text, empty when there are none. */
    static final class Family {
        final String name;
        String type = "untyped";
        String help = "";
        final List<Sample> samples = new ArrayList<>();

        Family(String name) {
            this.name = name;
        }
    }

    /**
     * A line with a value.
     *
     * @param labels as between the braces, but one named {@code worker} renamed to {@code exported_worker}
     * @param value as in the text
     */
    record Sample(String name, String labels, String value) {

        /** Returns whether the value only grows while its process lives. */
        boolean isCumulative(String type) {
            return switch (type) {
                case "counter", "histogram" -> true;
                case "summary" -> name.endsWith("_sum") || name.endsWith("_count");
                default -> false;
            };
        }

        double number() {
            return switch (value) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(value);
            };
        }
    }

    /** @throws IllegalArgumentException when the page is not in this format */
    static Map<String, Family> parse(String page) {
        Map<String, Family> families = new LinkedHashMap<>();
        for (String line : page.split("\n")) {
            if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", 4);
                Family family = families.computeIfAbsent(words[2], Family::new);
                String rest = words.length > 3 ? words[3] : "";
                if (line.startsWith("# HELP ")) {
                    family.help = rest;
                } else {
                    family.type = rest;
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                Sample sample = sample(line.strip());
                families.computeIfAbsent(familyOf(sample.name(), families), Family::new).samples.add(sample);
            }
        }
        return families;
    }

    private static String familyOf(String sample, Map<String, Family> families) {
        for (String suffix : SUFFIXES) {
            if (sample.endsWith(suffix)) {
                Family family = families.get(sample.substring(0, sample.length() - suffix.length()));
                if (family != null && (family.type.equals("histogram") || family.type.equals("summary"))) {
                    return family.name;
                }
            }
        }
        return sample;
    }

    private static Sample sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        String labels = parts.group(2) == null ? "" : parts.group(2);
        String trimmed = labels.endsWith(",") ? labels.substring(0, labels.length() - 1) : labels;
        Sample sample = new Sample(parts.group(1), trimmed.contains("worker=") ? renameWorker(trimmed) : trimmed,
                parts.group(3));
        sample.number();
        return sample;
    }

    /** Renames a label {@code worker}, as Prometheus does with a label that it sets itself. */
    private static String renameWorker(String labels) {
        return WORKER.matcher(labels).replaceAll(found -> Matcher.quoteReplacement(
                found.group(1) != null ? found.group() : found.group(2) + "exported_worker="));
    }
}
