package io.quarkiverse.socketio.it.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.chaos.Checker.Verdict;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;

/**
 * JavaScript clients of fixture N that receive and send numbers ({@code numbers.mjs}) while workers are replaced; the
 * {@link Checker} judges their history. {@link #close} leaves no process behind.
 * <p>
 * Thread: the test's.
 */
public final class CountingClients implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final AppProcess app;
    private final Path log;
    private final Path history;
    private final Process process;
    private final PrintStream commands;

    /**
     * The result of a run.
     *
     * @param faults what was lost, came twice, in another order, or not for that client; and what was not answered
     * @param due events that had to come, as the checker has it
     */
    public record Result(List<String> faults, int due, Counts counts) {
        @Override
        public String toString() {
            return "%s, %d events were due, %d faults: %s".formatted(counts, due, faults.size(),
                    faults.subList(0, Math.min(20, faults.size())));
        }
    }

    /**
     * @param connects without the first ones
     * @param recovered how many of these recovered their session
     * @param events that they got
     * @param said events of theirs that were answered
     * @param late kept events that came after one of a later place: who recovers between the two misses the former, or gets the
     *        latter again
     * @param slowest milliseconds that all needed for their progress at most
     * @param millis so long they said something
     */
    @JsonIgnoreProperties("faults")
    public record Counts(int clients, int connects, int recovered, int events, int said, int late, long slowest, long millis) {
    }

    /**
     * Returns when all are connected and got the first numbers.
     *
     * @param directory for what they write
     * @param pauseMillis between two numbers that one says
     * @param workers of the cluster, from each of which each client is to get numbers first
     */
    public CountingClients(AppProcess app, Path directory, int count, int pauseMillis, int workers) throws IOException {
        this.app = app;
        this.log = directory.resolve("numbers.log");
        this.history = directory.resolve("numbers.json");
        process = new ProcessBuilder("node", "numbers.mjs", "http://127.0.0.1:" + app.port(), Integer.toString(count),
                history.toString(), Integer.toString(pauseMillis), Integer.toString(2 * workers + 1))
                .directory(NodeScript.home().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        try {
            awaitLine("counting", 1);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Returns the incarnation of a worker's process, as clients know it. */
    public static int incarnation(long pid) {
        return Nemesis.incarnation(pid);
    }

    /** Disconnects clients of a worker, and returns when they are connected to others. */
    public void cut(int incarnation, int most) {
        ask("cut", "cut " + incarnation + " " + most);
    }

    /**
     * Returns when all clients of other workers have received numbers of all other workers, and acknowledgements, since the
     * call.
     */
    public void awaitProgressWithout(int incarnation) {
        ask("progress", "progress " + incarnation);
    }

    private void ask(String answer, String command) {
        long before = lines(answer);
        commands.println(command);
        awaitLine(answer, before + 1);
    }

    /** Stops the clients, waits for the last numbers, and judges the history. */
    public Result end() throws IOException {
        commands.close();
        app.await("end of the clients: " + log, LIMIT, () -> !process.isAlive());
        String last = text().strip().lines().reduce((first, second) -> second).orElse("");
        if (process.exitValue() != 0) {
            throw new AssertionError("The clients have failed:\n" + text());
        }
        ObjectMapper mapper = new ObjectMapper();
        Verdict verdict = Checker.check(NumberHistory.read(history));
        List<String> faults = new ArrayList<>(verdict.violations());
        mapper.readTree(last).path("faults").forEach(fault -> faults.add(fault.asText()));
        app.output().stream().filter(line -> line.contains("ERROR: ")).forEach(faults::add); // violations seen by the fixture
        return new Result(faults, verdict.demanded(), mapper.readValue(last, Counts.class));
    }

    private void awaitLine(String beginning, long times) {
        app.await("'" + beginning + "' in " + log, LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("The clients have ended:\n" + text());
            }
            return lines(beginning) >= times;
        });
    }

    private long lines(String beginning) {
        return text().lines().filter(line -> line.startsWith(beginning)).count();
    }

    private String text() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
