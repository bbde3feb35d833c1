package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * Writes results: a table in the terminal, rows of a table of AsciiDoc for each scenario, and one JSON file of all.
 * <p>
 * Thread: that of the harness.
 */
final class Report {
    private final Path directory;
    private final GrowthTables growth;
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<Object> scenarios = new ArrayList<>();

    Report(Options options) throws IOException {
        directory = Files.createDirectories(options.results());
        growth = new GrowthTables(directory);
        json.put("options", options.toString());
        json.put("rounds", options.rounds());
        json.put("secondsOfTurn", options.seconds());
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("serverProcessors", options.serverCores());
        json.put("jdk", options.jdk().toString());
        json.put("scenarios", scenarios);
    }

    /** Reports a scenario; the files then have all that were reported until now. */
    void add(Scenario scenario, List<Result> results) throws IOException {
        Result floor = find(results, PeerKind.FLOOR);
        Result ours = find(results, PeerKind.OURS);
        print(scenario, results, floor, ours);
        writeRows(scenario, results, floor, ours);
        Chart.write(directory.resolve(scenario.name() + ".svg"), scenario, results);
        if (Growth.isGrowth(scenario.name())) {
            growth.add(scenario, results, floor);
        }
        List<Object> peers = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> peer = new LinkedHashMap<>();
            peer.put("peer", result.peer());
            peer.put("failure", result.failure());
            peer.put("ratioToFloor", finite(result.ratio(scenario.headline(), floor)));
            peer.put("ratioToOurs", finite(result.ratio(scenario.headline(), ours)));
            for (String name : result.rounds().keySet()) {
                peer.put(name, Map.of("median", result.median(name), "min", result.min(name), "max", result.max(name),
                        "rounds", result.rounds().get(name)));
            }
            peers.add(peer);
        }
        scenarios
                .add(Map.of("name", scenario.name(), "unit", scenario.unit(), "headline", scenario.headline(), "peers", peers));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(directory.resolve("results.json").toFile(),
                json);
    }

    private static Result find(List<Result> results, String peer) {
        return results.stream().filter(result -> result.peer().equals(peer)).findFirst().orElse(null);
    }

    private static Object finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void print(Scenario scenario, List<Result> results, Result floor, Result ours) {
        Set<String> names = new LinkedHashSet<>();
        results.forEach(result -> names.addAll(result.rounds().keySet()));
        String headline = scenario.headline();
        names.remove(headline);
        System.out.printf(Locale.ROOT, "%n%s, per %s:%n%-20s %12s %19s %8s %8s", scenario.name(), scenario.unit(), "peer",
                headline, "(min to max)", "/ floor", "/ ours");
        names.forEach(name -> System.out.printf(Locale.ROOT, " %12s", name));
        System.out.println();
        for (Result result : results) {
            String spread = number(result.min(headline)) + " to " + number(result.max(headline));
            System.out.printf(Locale.ROOT, "%-20s %12s %19s %8s %8s", result.peer(), number(result.median(headline)), spread,
                    number(result.ratio(headline, floor)), number(result.ratio(headline, ours)));
            names.forEach(name -> System.out.printf(Locale.ROOT, " %12s", number(result.median(name))));
            System.out.println(result.failure().isEmpty() ? "" : " FAILED");
        }
    }

    private void writeRows(Scenario scenario, List<Result> results, Result floor, Result ours) throws IOException {
        StringBuilder rows = new StringBuilder();
        String headline = scenario.headline();
        for (Result result : results) {
            rows.append("| `+").append(result.peer()).append("+` | ").append(number(result.median(headline))).append(" | ")
                    .append(number(result.min(headline))).append(" to ").append(number(result.max(headline))).append(" | ")
                    .append(number(result.ratio(headline, floor))).append(" | ")
                    .append(number(result.ratio(headline, ours)));
            scenario.rowValues().forEach(value -> rows.append(" | ").append(number(result.median(value))));
            rows.append('\n');
        }
        Files.writeString(directory.resolve(scenario.name() + ".adoc"), rows);
    }

    /** Returns a value with some digits. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }
}
