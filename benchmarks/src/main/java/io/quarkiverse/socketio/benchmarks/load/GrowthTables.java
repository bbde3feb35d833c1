package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables of scenarios that differ in a number only: a row for each peer, and for each number a value with its ratio to the floor.
 * <p>
 * Thread: that of the harness.
 */
final class GrowthTables {
    /** By the name of the table: its numbers, with the cells of all peers. */
    private final Map<String, Map<String, Map<String, String>>> tables = new LinkedHashMap<>();
    private final Path directory;

    GrowthTables(Path directory) {
        this.directory = directory;
    }

    /** Adds a column, and writes the table with all columns until now. */
    void add(Scenario scenario, List<Result> results, Result floor) throws IOException {
        String number = Growth.number(scenario.name());
        Map<String, String> column = new LinkedHashMap<>();
        for (Result result : results) {
            // clusters of different sizes are one row
            String peer = result.peer().replaceAll("-x" + number + "$", "-x<n>");
            column.put(peer, Report.number(result.median(scenario.headline())) + " ("
                    + Report.number(result.ratio(scenario.headline(), floor)) + ")");
        }
        String name = Growth.table(scenario.name());
        Map<String, Map<String, String>> columns = tables.computeIfAbsent(name, key -> new LinkedHashMap<>());
        columns.put(number, column);
        Files.writeString(directory.resolve(name + ".adoc"), rows(columns));
    }

    private static String rows(Map<String, Map<String, String>> columns) {
        StringBuilder rows = new StringBuilder("| Peer");
        columns.keySet().forEach(number -> rows.append(" | ").append(number));
        rows.append('\n');
        Map<String, Boolean> peers = new LinkedHashMap<>();
        columns.values().forEach(column -> column.keySet().forEach(peer -> peers.put(peer, true)));
        for (String peer : peers.keySet()) {
            rows.append("\n| `+").append(peer).append("+`");
            columns.values().forEach(column -> rows.append(" | ").append(column.getOrDefault(peer, "-")));
        }
        return rows.append('\n').toString();
    }
}
