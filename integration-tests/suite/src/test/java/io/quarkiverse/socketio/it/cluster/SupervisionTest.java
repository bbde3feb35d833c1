package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/** Tests the supervision of workers that crash at any time, hang, or violate the protocol, and when the primary gives up. */
class SupervisionTest {
    private static final String APP = "cluster-app";
    private static final String WHO = "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n";
    /** docs/internals/link-wire: length, version, type. */
    private static final String READY = "000000020102";
    private static final String OF_ANOTHER_VERSION = "000000026302";
    /** A message of type 7, to all, from incarnation 4000. */
    private static final String IN_ANOTHERS_NAME = "0000000a0107" + "00000000" + "00000fa0";

    /**
     * A worker that crashes at its start: restarted at once, then after 0.2 s, 0.4 s and 0.8 s, each up to a fifth shorter;
     * then no more.
     */
    @Test
    void restartDelaysGrowUntilThePrimaryExitsWithTheReason() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP),
                "-Dquarkus.socketio.cluster.worker.jvm-args=-Ddatabase=missing",
                "-Dquarkus.socketio.cluster.restart-delay=200ms", "-Dquarkus.socketio.cluster.respawn-threshold=4")) {
            assertThat(app.awaitExit()).isEqualTo(1);
            for (int seat = 1; seat <= 2; seat++) {
                List<String> crashes = lines(app, "\\) \\[w" + seat + "\\] .*exited with code 1.*");
                assertThat(crashes).hasSize(5);
                assertThat(crashes.get(0)).endsWith("; starting it again");
                for (int again = 1; again <= 3; again++) {
                    double most = 0.1 * (1 << again);
                    assertThat(delay(crashes.get(again))).isBetween(0.8 * most - 0.001, most);
                }
                assertThat(crashes.get(4)).contains("giving up on [w" + seat + "]: it crashed 5 times within 60 s",
                        "respawn-threshold");
            }
            assertThat(app.output()).anyMatch(
                    line -> line.contains("All workers have failed. The last one: ") && line.contains("exited with code 1"));
        }
    }

    private static double delay(String line) {
        Matcher seconds = Pattern.compile("starting it again in ([0-9.]+)s$").matcher(line);
        assertThat(seconds.find()).as(line).isTrue();
        return Double.parseDouble(seconds.group(1));
    }

    /** Above the crash limit, a seat waits for {@code max-restart-delay}, and no longer. */
    @Test
    void killingReadyWorkersEndsNeitherTheirSeatsNorTheCluster() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.max-restarts=1",
                "-Dquarkus.socketio.cluster.respawn-threshold=1", "-Dquarkus.socketio.cluster.max-restart-delay=500ms")) {
            for (int nth = 1; nth <= 3; nth++) {
                kill(app, 1, nth);
                kill(app, 2, nth);
                awaitReady(app, 1, nth + 1);
                awaitReady(app, 2, nth + 1);
            }
            for (int seat = 1; seat <= 2; seat++) {
                List<String> crashes = lines(app, "\\) \\[w" + seat + "\\] .*was ended by signal 9.*");
                assertThat(crashes).hasSize(3);
                assertThat(crashes.get(0)).endsWith("; starting it again");
                for (String late : crashes.subList(1, 3)) {
                    assertThat(late)
                            .containsPattern(
                                    "; starting it again in 0\\.[45]\\d*s, as it (crashed|was restarted) \\d times within \\d+ s");
                }
            }
            app.await("both workers serve", () -> isServedBy(app.port(), "1") && isServedBy(app.port(), "2"));
            assertThat(app.output()).noneMatch(line -> line.contains("giving up"));
        }
    }

    /** Returns the pid of the n-th ready worker of a seat. */
    private static void kill(AppProcess app, int seat, int nth) {
        AppProcess.kill(pid(app, seat, nth));
    }

    private static long pid(AppProcess app, int seat, int nth) {
        Matcher pid = Pattern.compile("pid (\\d+) is ready").matcher(lines(app, readyLine(seat)).get(nth - 1));
        assertThat(pid.find()).isTrue();
        return Long.parseLong(pid.group(1));
    }

    private static void awaitReady(AppProcess app, int seat, int times) {
        app.await(times + " ready workers of seat " + seat, () -> lines(app, readyLine(seat)).size() >= times);
    }

    private static String readyLine(int seat) {
        return ".*\\[w" + seat + "\\] pid \\d+ is ready";
    }

    private static List<String> lines(AppProcess app, String pattern) {
        return app.output().stream().filter(line -> line.matches(".*" + pattern)).toList();
    }

    @Test
    void repeatedMessagesAreIgnoredInvalidOnesAndHangsEndTheWorker() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.worker-timeout=5s")) {
            String ready = request(app, "/link/say/" + READY);

            String babbler = request(app, "/link/say/" + OF_ANOTHER_VERSION);
            app.awaitLine("\\[w" + babbler + "\\] pid \\d+ is killed: .*version 99, expected 1");
            awaitReady(app, Integer.parseInt(babbler), 2);
            assertThat(lines(app, readyLine(Integer.parseInt(ready)))).as("reported twice by the first of them")
                    .hasSize(ready.equals(babbler) ? 2 : 1);

            String impostor = request(app, "/link/say/" + IN_ANOTHERS_NAME);
            app.awaitLine("\\[w" + impostor + "\\] pid \\d+ is killed: it sent a frame in another worker's name");
            awaitReady(app, Integer.parseInt(impostor), impostor.equals(babbler) ? 3 : 2);

            String hanging = request(app, "/link/hang");
            app.awaitLine("\\[w" + hanging + "\\] pid \\d+ was ended by signal 9, because it hangs");
            List<String> output = app.output();
            int dump = first(output, "^\\[w" + hanging + "\\] Full thread dump.*");
            assertThat(dump).isNotNegative()
                    .isLessThan(first(output, ".*\\[w" + hanging + "\\] pid \\d+ was ended by signal 9, because it hangs.*"));
            assertThat(output.subList(dump, output.size())).anyMatch(line -> line.contains("LinkRoutes"));
        }
    }

    /** Sends a request to any worker; returns its seat. */
    private static String request(AppProcess app, String what) throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            String seat = connection.get("/who").headers().get("worker");
            assertThat(connection.get(what).status()).isEqualTo(200);
            return seat;
        }
    }

    private static int first(List<String> lines, String pattern) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(pattern)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aStoppedWorkerGetsNoConnectionsUntilItContinues() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            AppProcess.signal(pid(app, 1, 1), "STOP");
            List<RawHttp> waiting = new ArrayList<>();
            for (int inARow = 0; inARow < 20;) {
                RawHttp connection = new RawHttp(app.port()).send(WHO);
                connection.socket().setSoTimeout(500);
                try {
                    assertThat(connection.receive().headers()).containsEntry("worker", "2");
                    connection.close();
                    inARow++;
                } catch (SocketTimeoutException e) {
                    waiting.add(connection);
                    inARow = 0;
                }
            }
            assertThat(waiting).as("handed over at once").isNotEmpty();
            for (int i = 0; i < 200; i++) {
                assertThat(RawHttp.get(app.port(), "/who").headers()).containsEntry("worker", "2");
            }

            AppProcess.signal(pid(app, 1, 1), "CONT");
            List<String> lateWorkers = new ArrayList<>();
            for (RawHttp connection : waiting) {
                connection.socket().setSoTimeout((int) AppProcess.LIMIT.toMillis());
                Response late = connection.receive();
                assertThat(late.status()).isEqualTo(200);
                lateWorkers.add(late.headers().get("worker"));
                connection.close();
            }
            // the other one may only have been slow
            assertThat(lateWorkers).contains("1");
            app.await("an answer of the first worker to a new request", () -> isServedBy(app.port(), "1"));
            assertThat(lines(app, readyLine(1))).hasSize(1);
        }
    }

    private static boolean isServedBy(int port, String worker) {
        try {
            return RawHttp.get(port, "/who").headers().get("worker").equals(worker);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void environmentInheritanceAndRestartsCanBeDisabled() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), Map.of("COLOUR", "red", "HOME", "/home/of/it"),
                "-Dquarkus.socketio.cluster.worker.inherit-env=false", "-Dquarkus.socketio.cluster.worker.env.SHAPE=round",
                "-Dquarkus.socketio.cluster.workers=1", "-Dquarkus.socketio.cluster.restart-workers=false")) {
            int port = app.awaitReady();
            assertThat(RawHttp.get(port, "/environment/COLOUR").body()).isEmpty();
            assertThat(RawHttp.get(port, "/environment/SHAPE").body()).isEqualTo("round");
            assertThat(RawHttp.get(port, "/environment/HOME").body()).isEqualTo("/home/of/it");
            assertThat(RawHttp.get(port, "/environment/CLUSTER_WORKER_ID").body()).isEqualTo("1");
            kill(app, 1, 1);
            assertThat(app.awaitExit()).isEqualTo(1);
            assertThat(app.output()).anyMatch(line -> line.contains("giving up on [w1]: workers are not restarted"));
        }
    }
}
