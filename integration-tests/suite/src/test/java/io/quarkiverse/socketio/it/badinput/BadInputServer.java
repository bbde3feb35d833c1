package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.badinput.Bystander.State;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;

/**
 * Runs fixture X, alone or as a cluster of two workers, with a {@link Bystander} in each worker.
 * <p>
 * Thread: the test's.
 */
final class BadInputServer implements AutoCloseable {
    /** More than the variance of collections of the same heap; the bytes of an attack must be far more to be seen. */
    private static final long NOISE = 12_000_000;
    private static final Pattern TROUBLE = Pattern.compile(" ERROR |Exception|^(\\[w\\d+\\] )?\\s+at \\S+\\(");

    private final AppProcess process;
    private final int port;
    private final Map<String, Bystander> bystanders = new TreeMap<>();
    private final Map<String, State> base = new TreeMap<>();
    private int linesBefore;

    /** @param profiles of the fixture */
    BadInputServer(Mode mode, String profiles) {
        process = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=" + profiles, "-Dquarkus.http.port=0",
                profiles.equals(BadInputServers.SMALL) ? "-Xmx128m" : "-Xmx256m",
                "-Dquarkus.socketio.cluster.enabled=" + (mode == Mode.CLUSTER), "-Dquarkus.socketio.cluster.workers=2");
        port = mode == Mode.CLUSTER ? process.awaitReady()
                : Integer.parseInt(process.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
        int workers = mode == Mode.CLUSTER ? 2 : 1;
        while (bystanders.size() < workers) {
            Bystander bystander = new Bystander(port);
            Bystander other = bystanders.putIfAbsent(bystander.state().worker(), bystander);
            if (other != null) {
                bystander.close();
            }
        }
        remember();
    }

    /** Takes the present memory as the base of later comparisons. */
    void remember() {
        bystanders.forEach((worker, bystander) -> base.put(worker, bystander.state()));
    }

    int port() {
        return port;
    }

    AppProcess process() {
        return process;
    }

    int workers() {
        return bystanders.size();
    }

    Iterable<Bystander> bystanders() {
        return bystanders.values();
    }

    /** Returns the CPU time that all its processes have used so far. */
    Duration cpu() {
        ProcessHandle first = ProcessHandle.of(process.pid()).orElseThrow();
        return Stream.concat(Stream.of(first), first.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus);
    }

    /** Waits until no worker holds more than before, apart from the variance of collections. */
    void assertMemoryAsBefore() {
        bystanders.forEach(this::awaitMemory);
    }

    /** Starts a test: checks the bystanders and remembers the position in the log. */
    void begin() {
        linesBefore = process.output().size();
        bystanders.forEach((worker, bystander) -> bystander.echo("hello, worker " + worker));
    }

    /** Asserts that the server is unharmed, once the connections of the test are closed. */
    void assertUnharmed() {
        assertThat(process.isAlive()).isTrue();
        bystanders.forEach((worker, bystander) -> bystander.echo("to worker " + worker));
        awaitNoSessions();
        assertMemoryAsBefore();
        assertThat(lines()).filteredOn(line -> TROUBLE.matcher(line).find()).as("trouble in the log").isEmpty();
    }

    /** Returns the log lines since {@link #begin}. */
    List<String> lines() {
        List<String> all = process.output();
        return all.subList(linesBefore, all.size());
    }

    /** Waits until the server has logged the disconnect reason of that socket. */
    void awaitLeft(String socketId, String reason) {
        assertThat(process.awaitLine("left " + Pattern.quote(socketId) + ": (.+)$").group(1)).isEqualTo(reason);
    }

    private void awaitMemory(String worker, Bystander bystander) {
        State before = base.get(worker);
        process.await("return of the memory of worker " + worker + " to " + before, () -> {
            State now = bystander.state();
            base.put(worker, now); // for the next comparison
            return now.heap() < before.heap() + NOISE && now.direct() < before.direct() + NOISE;
        });
    }

    void awaitNoSessions() {
        for (Bystander bystander : bystanders.values()) {
            process.await("end of all sessions but that of the bystander", () -> bystander.sessions() == 1);
        }
    }

    @Override
    public void close() {
        bystanders.values().forEach(Bystander::close);
        process.close();
    }
}
