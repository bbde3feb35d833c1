package io.quarkiverse.socketio.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.chaos.CountingClients;
import io.quarkiverse.socketio.it.chaos.CountingClients.Result;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * Tests a worker that is stopped during kept broadcasts: no other worker waits for it, the primary does not grow, and its
 * clients get everything afterwards. {@code -Dstopped.seconds=20} is what the profile {@code long} does.
 */
@Requires({ "node", "npm" })
class StoppedWorkerTest {
    private static final int WORKERS = 3;
    private static final int CLIENTS = 30;
    private static final int CUT = 5;
    private static final int PAUSE_MILLIS = 50;
    private static final int NO_INCARNATION = 0;
    private static final long SECONDS = Integer.getInteger("stopped.seconds", 4);
    /**
     * The memory that the primary may use for the stopped worker, in kB: ten times the frames of 20 seconds, which it keeps.
     */
    private static final long GROWTH = 32 << 10;
    /** A fixed heap, so that additional memory of the process is kept for the worker. */
    private static final List<String> PRIMARY = List.of("-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch",
            "-Dquarkus.socketio.cluster.worker.jvm-args=-Xms16m,-Xmx400m,-XX:-AlwaysPreTouch");
    private static final String REQUEST = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = { "disconnect", "crash" })
    void otherWorkersContinueAndItsClientsGetAllEventsAfterwards(String durability) throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.recovery.durability=" + durability);
                CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, WORKERS)) {
            List<Long> workers = app.workers();
            long pid = workers.get(0);
            int incarnation = CountingClients.incarnation(pid);
            clients.awaitProgressWithout(NO_INCARNATION);
            long before = residentKilobytes(app.pid());

            AppProcess.signal(pid, "STOP");
            List<RawHttp> connections = awaitBehind(app);
            clients.cut(incarnation, CUT);
            long start = System.nanoTime();
            int rounds = 0;
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
                clients.awaitProgressWithout(incarnation);
                rounds++;
            }
            long growth = residentKilobytes(app.pid()) - before;
            AppProcess.signal(pid, "CONT");
            clients.awaitProgressWithout(NO_INCARNATION);

            Result result = clients.end();
            System.out.printf("Stopped worker, %s: %d rounds meanwhile, primary %d kB and %d kB more, %s%n", durability, rounds,
                    before, growth, result);
            for (RawHttp connection : connections) {
                connection.close();
            }
            assertThat(result.faults()).isEmpty();
            assertThat(result.due()).isPositive();
            assertThat(app.workers()).as("no worker was killed").isEqualTo(workers);
            assertThat(result.counts().connects()).isEqualTo(CUT);
            assertThat(result.counts().recovered()).as("sessions that the stopped worker has not saved are lost")
                    .isEqualTo(durability.equals("crash") ? CUT : 0);
            assertThat(growth).isLessThan(GROWTH);
        }
    }

    @Test
    void itsClientsRecoverOnOtherWorkersIfItIsKilled() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.recovery.durability=crash",
                "-Dquarkus.socketio.cluster.worker-timeout=" + Math.max(5, SECONDS) + "s");
                CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, WORKERS)) {
            long pid = app.workers().get(0);
            int incarnation = CountingClients.incarnation(pid);
            AppProcess.signal(pid, "STOP");
            while (AppProcess.runs(pid)) {
                clients.awaitProgressWithout(incarnation);
            }
            app.awaitLine("pid " + pid + " was ended by signal 9, because it hangs");
            app.await("another worker", () -> app.readyWorkers().size() == WORKERS);
            clients.awaitProgressWithout(NO_INCARNATION);
            Result result = clients.end();
            System.out.println("Worker that was stopped and killed: " + result);
            assertThat(result.faults()).isEmpty();
            assertThat(result.counts().connects()).isPositive();
            assertThat(result.counts().recovered()).isEqualTo(result.counts().connects());
        }
    }

    private static AppProcess start(String... options) {
        List<String> all = new ArrayList<>(List.of("-Dquarkus.profile=n", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=" + WORKERS,
                "-Dnumbers.padding=1000"));
        all.addAll(PRIMARY);
        all.addAll(List.of(options));
        return AppProcess.startCluster("fixtures", all.toArray(String[]::new));
    }

    /**
     * Connects until the primary has noticed that the stopped worker does not accept connections; those handed over before
     * wait. Answered connections stay open: a worker with fewer connections is chosen next.
     *
     * @return all connections
     */
    private static List<RawHttp> awaitBehind(AppProcess app) throws IOException {
        List<RawHttp> all = new ArrayList<>();
        boolean anyWaits = false;
        for (boolean allAnswered = false; !(anyWaits && allAnswered);) {
            List<RawHttp> round = new ArrayList<>();
            for (int i = 0; i < 3 * WORKERS; i++) {
                round.add(new RawHttp(app.port()).send(REQUEST));
            }
            all.addAll(round);
            allAnswered = true;
            for (RawHttp connection : round) {
                if (!isAnswered(connection)) {
                    anyWaits = true;
                    allAnswered = false;
                }
            }
        }
        return all;
    }

    private static boolean isAnswered(RawHttp connection) throws IOException {
        connection.socket().setSoTimeout(500);
        try {
            connection.receive();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static long residentKilobytes(long pid) {
        try {
            Matcher size = Pattern.compile("VmRSS:\\s+(\\d+) kB")
                    .matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            assertThat(size.find()).isTrue();
            return Long.parseLong(size.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
