package io.quarkiverse.socketio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.RawHttp.Response;

/** The health endpoints tell of the whole cluster. */
class HealthTest {
    private static final String APP = "cluster-app";

    @Test
    void notReadyBeforeTheFirstWorkerIsThenReadyWithEachWorkersState() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP))) {
            int port = Integer.parseInt(app.awaitLine("took http://127.0.0.1:(\\d+)").group(1));
            Response early = RawHttp.get(port, "/q/health/ready");
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.body()).startsWith("{\"status\":\"DOWN\"").contains("\"cluster worker 1\"",
                    "\"state\":\"STARTING\"");
            assertThat(RawHttp.get(port, "/q/health/live").status()).isEqualTo(200);
            assertThat(RawHttp.get(port, "/q/health/started").status()).isEqualTo(503);

            Response refused = RawHttp.get(port, "/who");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");

            app.awaitReady();
            for (String path : new String[] { "/q/health", "/q/health/ready", "/q/health/live", "/q/health/started" }) {
                Response response = RawHttp.get(port, path);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers()).containsEntry("content-type", "application/json; charset=UTF-8");
                assertThat(response.body()).startsWith("{\"status\":\"UP\"")
                        .contains("\"cluster worker 1\"", "\"cluster worker 2\"", "\"state\":\"RUNNING\"", "\"restarts\":0",
                                "\"connections\":", "\"uptime\":", "\"pid\":" + app.workers().get(0));
            }
        }
    }

    @Test
    void notReadyWhileNoWorkerIs() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.restart-workers=false")) {
            AppProcess.signal(app.workers().get(0), "KILL");
            app.awaitLine("was ended by signal 9");
            assertThat(RawHttp.get(app.port(), "/q/health/ready").status()).isEqualTo(200);
            assertThat(RawHttp.get(app.port(), "/q/health/ready").body()).contains("\"state\":\"FAILED\"");
        }
        try (AppProcess app = AppProcess.startCluster(APP)) {
            app.workers().forEach(worker -> AppProcess.signal(worker, "KILL"));
            app.await("both deaths",
                    () -> app.output().stream().filter(line -> line.contains("ended by signal 9")).count() == 2);
            assertThat(RawHttp.get(app.port(), "/q/health/ready").status()).isEqualTo(503);
        }
    }

    @Test
    void aWorkerAnswersForTheClusterOnAConnectionItHolds() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP); RawHttp connection = new RawHttp(app.port())) {
            assertThat(connection.get("/who").status()).isEqualTo(200);
            app.await("both workers in the worker's report", () -> {
                try {
                    Response response = connection.get("/q/health/ready");
                    return response.status() == 200 && response.body().contains("\"cluster\"")
                            && response.body().contains("worker 1") && response.body().contains("worker 2");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
