package io.quarkiverse.socketio.it.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests messages between workers through the primary. */
public class BusTest {
    private static final String APP = "cluster-app";
    /** Session ids of the workers of incarnations 1 to 4. */
    private static final String[] SID = { "", "?sid=ABaaaaaaaaaaaaaaaaaa", "?sid=ACaaaaaaaaaaaaaaaaaa",
            "?sid=ADaaaaaaaaaaaaaaaaaa",
            "?sid=AEaaaaaaaaaaaaaaaaaa" };

    @Test
    void framesReachOneOrAllOtherWorkersInOrder() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.workers=3")) {
            assertThat(get(app, 1, "/bus/send/2/500/0")).isEqualTo("1");
            await(app, 2, frames(1, 500, ""));
            assertThat(get(app, 1, "/bus/send/-1/3/100000")).isEqualTo("1");
            await(app, 2, frames(1, 500, "") + "," + frames(1, 3, "+100000"));
            await(app, 3, frames(1, 3, "+100000"));
            assertThat(get(app, 1, "/bus/received")).isEmpty();
        }
    }

    @Test
    void aFrameToAStoppedWorkerIsDropped() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            get(app, 1, "/bus/send/77/10/10");
            get(app, 1, "/bus/send/2/1/0");
            await(app, 2, "1:0");
            assertThat(app.workers()).hasSize(2);
        }
    }

    @Test
    void workersAreNotifiedWhenAWorkerDiesAndWhenAnotherIsReady() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            assertThat(get(app, 1, "/bus/others")).isEqualTo("[2]");
            assertThat(get(app, 2, "/bus/others")).isEqualTo("[1]");
            long second = Long.parseLong(get(app, 2, "/who").split(" ")[0]);
            AppProcess.kill(second);
            awaitOthers(app, "[]");
            awaitOthers(app, "[3]");
            get(app, 1, "/bus/send/-1/1/0");
            await(app, 3, "1:0");
        }
    }

    /** A worker that does not read while much is sent to it; not one that is merely stopped for a while. */
    @Test
    void aWorkerThatDoesNotReadIsKilled() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            long second = Long.parseLong(get(app, 2, "/who").split(" ")[0]);
            AppProcess.signal(second, "STOP");
            for (int i = 0; i < 20; i++) {
                get(app, 1, "/bus/send/2/10/500000");
            }
            app.awaitLine("pid " + second + " is killed: it does not read from its link");
            assertThat(get(app, 1, "/bus/others")).isNotEqualTo("[2]");
        }
    }

    /** Sums of all workers that respond; a worker whose method fails or that dies has none. */
    @Test
    void returnedValuesOfAllWorkersAreCollected() throws Exception {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=3")) {
            for (int worker = 1; worker <= 3; worker++) {
                awaitSums(app, worker, 1, 2, 3);
            }
            assertThat(collect(app, 2, "[2,3]", true)).containsExactly("1 5", "3 5");
            assertThat(collect(app, 1, "[-2,3]", false)).containsExactly("1 1", "3 1");
            long third = Long.parseLong(get(app, 3, "/pid"));
            AppProcess.signal(third, "STOP");
            CompletableFuture<List<String>> without = CompletableFuture
                    .supplyAsync(() -> collect(app, 1, "[4,5]", false));
            app.awaitLine("worker 2 adds 4 and 5");
            AppProcess.kill(third);
            assertThat(without.get(60, TimeUnit.SECONDS)).containsExactly("1 9", "2 9");
        }
    }

    private static void awaitSums(AppProcess app, int from, Integer... workers) {
        List<String> sums = Arrays.stream(workers).map(worker -> worker + " 5").toList();
        app.await("sums of " + sums, () -> collect(app, from, "[2,3]", false).equals(sums));
    }

    /** Returns values by worker. */
    private static List<String> collect(AppProcess app, int worker, String numbers, boolean others) {
        try (RawHttp http = new RawHttp(app.port())) {
            String json = http
                    .send("POST /socket.io/app/collect" + SID[worker] + "&others=" + others + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + numbers.length() + "\r\n\r\n" + numbers)
                    .receive().body();
            return StreamSupport.stream(new ObjectMapper().readTree(json).spliterator(), false)
                    .map(sum -> sum.path("worker").asText() + " " + sum.path("sum").asInt()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String frames(int from, int count, String padding) {
        return IntStream.range(0, count).mapToObj(i -> from + ":" + i + padding).collect(Collectors.joining(","));
    }

    private static void await(AppProcess app, int worker, String received) {
        app.await(received.length() > 100 ? "all frames" : received, () -> get(app, worker, "/bus/received").equals(received));
    }

    private static void awaitOthers(AppProcess app, String others) {
        app.await("others " + others, () -> get(app, 1, "/bus/others").equals(others));
    }

    private static String get(AppProcess app, int worker, String path) {
        try {
            return RawHttp.get(app.port(), "/socket.io/app" + path + SID[worker]).body();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
