package io.quarkiverse.socketio.it.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;

/**
 * Runs every client against a single process and against a cluster: the program of a client runs once for each of the two
 * servers, when the first of its cells is needed. Thread: the test's.
 */
final class ClientMatrix implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Run(ClientLibrary client, Mode mode) {
    }

    private final Map<Mode, AppProcess> servers = new EnumMap<>(Mode.class);
    private final Map<Run, Map<Cell, String>> results = new HashMap<>();

    /** Returns the failure of a cell; empty if it passed. */
    String error(Cell cell) {
        return results.computeIfAbsent(new Run(cell.client(), cell.mode()), this::run).getOrDefault(cell, "it did not run");
    }

    private Map<Cell, String> run(Run run) {
        return run.client.run(url(run.mode)).map(line -> parse(run, line))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map.Entry<Cell, String> parse(Run run, String line) {
        try {
            JsonNode cell = JSON.readTree(line);
            return Map.entry(new Cell(run.client, run.mode, cell.path("transport").asText(), cell.path("namespace").asText(),
                    cell.path("exchange").asText()), cell.path("error").asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private String url(Mode mode) {
        AppProcess server = servers.computeIfAbsent(mode, key -> AppProcess.start(AppProcess.packaged("fixtures"),
                "-Dquarkus.profile=m", "-Dquarkus.http.port=0", "-Dquarkus.socketio.allow-eio3=true",
                "-Dquarkus.socketio.cluster.enabled=" + (key == Mode.CLUSTER), "-Dquarkus.socketio.cluster.workers=2"));
        return "http://127.0.0.1:" + (mode == Mode.CLUSTER ? Integer.toString(server.awaitReady())
                : server.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
    }

    /** Writes the table if all cells have run and it has changed. */
    void publish(Path file) throws IOException {
        if (results.size() < ClientLibrary.values().length * Mode.values().length) {
            return;
        }
        String table = table();
        if (!Files.exists(file) || !Files.readString(file).equals(table)) {
            Files.writeString(file, table);
        }
    }

    private String table() {
        StringBuilder table = new StringBuilder("""
                // Written by the test of the clients; do not edit.
                [cols="3,1,1,1,1"]
                |===
                |Client |Version |Long-polling |WebSocket |Upgrade
                """);
        for (ClientLibrary client : ClientLibrary.values()) {
            table.append("\n|").append(client.library).append("\n|").append(client.version).append('\n');
            Cell.TRANSPORTS.forEach(transport -> table.append('|').append(mark(client, transport)).append('\n'));
        }
        return table.append("|===\n").toString();
    }

    private String mark(ClientLibrary client, String transport) {
        List<Cell> cells = Cell.of(client).filter(cell -> cell.transport().equals(transport)).toList();
        List<Cell> failed = cells.stream().filter(cell -> !error(cell).isEmpty()).toList();
        if (failed.isEmpty()) {
            return "works";
        }
        return failed.size() == cells.size() ? "fails"
                : "fails: " + failed.stream()
                        .map(cell -> cell.exchange() + " in `" + cell.namespace() + "`, " + cell.server())
                        .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        servers.values().forEach(AppProcess::close);
    }
}
