package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/** Tests the health endpoints of the whole cluster. */
class HealthTest {
    private static final String APP = "cluster-app";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theClusterIsReadyWithItsFirstReadyWorker() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP))) {
            int port = Integer.parseInt(app.awaitLine("took http://127.0.0.1:(\\d+)").group(1));
            Response early = RawHttp.get(port, "/q/health/ready");
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.body()).as("no worker can check the access rules yet")
                    .isEqualTo("{\"status\":\"DOWN\",\"checks\":[]}");
            assertThat(RawHttp.get(port, "/q/health/live").status()).isEqualTo(200);
            assertThat(RawHttp.get(port, "/q/health/started").status()).isEqualTo(503);

            Response refused = RawHttp.get(port, "/who");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");

            app.awaitReady();
            for (String path : List.of("/q/health", "/q/health/ready", "/q/health/live", "/q/health/started", "/q/health/well",
                    "/q/health/group", "/q/health/group/files")) {
                Response response = RawHttp.get(port, path);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers()).containsEntry("content-type", "application/json; charset=UTF-8");
                assertThat(response.body()).startsWith("{\"status\":\"UP\"")
                        .contains("\"cluster worker 1\"", "\"cluster worker 2\"", "\"state\":\"RUNNING\"", "\"restarts\":0",
                                "\"connections\":", "\"uptime\":", "\"pid\":" + app.workers().get(0),
                                "\"adapter\":\"bus connected, ");
            }
        }
    }

    /** In an application where only Socket.IO uses the bus. */
    @Test
    void workersReportTheNumberOfOtherWorkers() {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=k", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2")) {
            // they learn of each other once both are ready
            app.await("workers that know of each other",
                    () -> get(app, "/q/health/ready").body().split("\"adapter\":\"bus connected, 1 other worker\"",
                            -1).length == 3);
        }
    }

    @Test
    void theClusterIsNotReadyWithoutAReadyWorker() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.restart-workers=false")) {
            AppProcess.kill(app.workers().get(0));
            app.awaitLine("was ended by signal 9");
            assertThat(RawHttp.get(app.port(), "/q/health/ready").status()).isEqualTo(200);
            assertThat(RawHttp.get(app.port(), "/q/health/ready").body()).contains("\"state\":\"FAILED\"");
        }
        try (AppProcess app = AppProcess.startCluster(APP)) {
            AppProcess.kill(app.workers());
            app.await("the exit of both",
                    () -> app.output().stream().filter(line -> line.contains("ended by signal 9")).count() == 2);
            assertThat(RawHttp.get(app.port(), "/q/health/ready").status()).isEqualTo(503);
        }
    }

    @Test
    void theChecksOfAllWorkersAreIncluded(@TempDir Path directory) throws IOException {
        Path down = directory.resolve("down");
        try (AppProcess app = AppProcess.startCluster(APP, "-Ddown-while=" + down)) {
            JsonNode up = awaitReady(app, 200);
            assertThat(up.get("checks").findValuesAsText("name")).contains("cluster worker 1", "worker 1: file",
                    "cluster worker 2", "worker 2: file");
            for (String path : List.of("/q/health/group", "/q/health/group/files")) {
                assertThat(JSON.readTree(get(app, path).bytes()).get("checks").findValuesAsText("name")).as(path)
                        .containsExactly("cluster worker 1", "worker 1: group file", "cluster worker 2",
                                "worker 2: group file");
            }
            Files.createFile(down);
            assertThat(awaitReady(app, 503).get("checks").findValuesAsText("status")).containsOnly("DOWN");
            assertThat(RawHttp.get(app.port(), "/q/health/live").status()).isEqualTo(200);
            assertThat(RawHttp.get(app.port(), "/q/health").status()).isEqualTo(503);
            app.await("group that is down", () -> get(app, "/q/health/group/files").status() == 503);
            assertThat(RawHttp.get(app.port(), "/q/health/group/others").status()).isEqualTo(200);
            Files.delete(down);
            awaitReady(app, 200);
        }
    }

    @Test
    void aHungWorkerIsDownAndGetsNoConnections() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            AppProcess.signal(app.workers().get(0), "STOP");
            app.await("a worker that does not answer", () -> {
                Response response = RawHttp.tryGet(app.port(), "/q/health/ready");
                return response.status() == 200 && response.body().contains("\"error\":\"does not answer\"");
            });
            // a connection handed over before the hang was noticed waits
            app.await("an answer in time", () -> RawHttp.tryGet(app.port(), "/q/health/live").status() == 200);
        }
    }

    @Test
    void aRequestSentByteByByteIsAnswered() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP); RawHttp slow = new RawHttp(app.port())) {
            for (char letter : "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n".toCharArray()) {
                slow.send(String.valueOf(letter));
            }
            assertThat(slow.receive().body()).startsWith("{\"status\":\"UP\"");
        }
    }

    @Test
    void aWorkerReportsTheHealthOfTheClusterOnItsOwnConnections(@TempDir Path directory) throws IOException {
        Path down = directory.resolve("down");
        try (AppProcess app = AppProcess.startCluster(APP, "-Ddown-while=" + down);
                RawHttp connection = new RawHttp(app.port())) {
            assertThat(connection.get("/who").status()).isEqualTo(200);
            for (String path : List.of("/q/health", "/q/health/ready", "/q/health/live", "/q/health/started", "/q/health/well",
                    "/q/health/group", "/q/health/group/files")) {
                Response response = connection.get(path);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers()).containsEntry("content-type", "application/json; charset=UTF-8");
                assertThat(JSON.readTree(response.bytes()).get("checks").findValuesAsText("name"))
                        .contains("cluster worker 1", "cluster worker 2");
            }
            Files.createFile(down);
            awaitReady(app, 503);
            assertThat(connection.get("/q/health/ready").status()).isEqualTo(503);
            assertThat(connection.get("/who").status()).as("the connection goes on").isEqualTo(200);
        }
    }

    private static JsonNode awaitReady(AppProcess app, int status) throws IOException {
        app.await("status " + status, () -> get(app, "/q/health/ready").status() == status);
        return JSON.readTree(get(app, "/q/health/ready").bytes());
    }

    private static Response get(AppProcess app, String path) {
        try {
            return RawHttp.get(app.port(), path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
