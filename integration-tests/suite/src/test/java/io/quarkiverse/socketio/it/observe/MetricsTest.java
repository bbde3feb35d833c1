package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;
import io.quarkiverse.socketio.it.support.PrometheusPage;
import io.quarkiverse.socketio.it.support.PrometheusPage.Series;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;
import io.socket.client.IO;
import io.socket.client.Socket;

/** Tests the metrics page of a whole cluster. */
class MetricsTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("metrics").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            .setForcedDependencies(List.of(
                    Dependency.of("io.quarkus", "quarkus-micrometer-registry-prometheus", Version.getVersion())));

    @ProdBuildResults
    ProdModeTestResults results;

    @Test
    void thePageIsValidAndHasTheMetricsOfAllWorkers() throws IOException {
        try (AppProcess app = start(); RawHttp held = new RawHttp(app.awaitReady())) {
            request(20, app);
            PrometheusPage page = scrape(app);
            for (String worker : List.of("1", "2")) {
                assertThat(page.samples().keySet())
                        .anyMatch(series -> series.name().equals("http_server_requests_seconds_count")
                                && worker.equals(series.labels().get("worker")));
                assertThat(page.samples()).containsKey(new Series("socketio_connections",
                        Map.of("worker", worker, "namespace", "/", "transport", "websocket")));
            }
            assertThat(page.samples()).containsEntry(new Series("socketio_cluster_workers", Map.of("state", "running")), 2.0);
            assertThat(page.sum("socketio_cluster_handoff_total")).isGreaterThanOrEqualTo(20);
            assertThat(page.sum("http_server_requests_seconds_count")).isGreaterThanOrEqualTo(20);

            held.get("/nothing");
            RawHttp.Response ofWorker = held.get("/q/metrics");
            assertThat(ofWorker.headers()).containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
            assertThat(new PrometheusPage(ofWorker.body()).samples().keySet()).containsAll(page.samples().keySet());
        }
    }

    @Test
    void socketsAndEventsAndRefusalsAreCounted() throws IOException {
        try (AppProcess app = start()) {
            app.awaitReady();
            assertThat(RawHttp.get(app.port(), "/socket.io/?EIO=3&transport=polling").status()).isEqualTo(400);
            Socket client = IO.socket(URI.create("http://127.0.0.1:" + app.port()),
                    IO.Options.builder().setTransports(new String[] { "websocket" }).build());
            try {
                client.connect();
                client.emit("greet", "hello");
                app.await("the client and its event", () -> {
                    PrometheusPage page = scrape(app);
                    return page.sum("websocket_connections") == 1 && page.sum("socketio_connections") == 1
                            && page.sum("socketio_events_received_total") == 1;
                });
                assertThat(scrape(app).samples().keySet()).anyMatch(series -> series.name()
                        .equals("socketio_handshake_rejected_total") && "5".equals(series.labels().get("code")));
            } finally {
                client.disconnect();
            }
            app.await("its end", () -> scrape(app).sum("websocket_connections") == 0);
            assertThat(scrape(app).sum("socketio_events_received_total")).isEqualTo(1);
        }
    }

    @Test
    void theMemoryForClientsIsAnEighthOfTheHeapThatAWorkerGets() {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.worker.heap=128M")) {
            app.awaitReady();
            app.await("the limits of both workers", () -> scrape(app).sum("socketio_memory_limit_bytes") > (16 << 20));
            // the JVM does not count a part of the heap, one of the two survivor spaces
            assertThat(scrape(app).sum("socketio_memory_limit_bytes")).isBetween(2 * 0.9 * (16 << 20), 2.0 * (16 << 20));
        }
    }

    @Test
    void countersDoNotDecreaseWhenWorkersAreReplaced() throws IOException {
        try (AppProcess app = start()) {
            app.awaitReady();
            request(20, app);
            PrometheusPage[] last = { scrape(app) };
            AppProcess.kill(app.workers().get(0));
            app.await("a new worker", () -> {
                last[0] = next(last[0], app);
                return count(app, "pid \\d+ is ready") == 3;
            });
            request(20, app);
            app.await("the requests of both", () -> {
                last[0] = next(last[0], app);
                return last[0].sum("http_server_requests_seconds_count") >= 40;
            });
            assertThat(last[0].sum("socketio_cluster_worker_crashes_total")).isEqualTo(1);
            assertThat(last[0].sum("socketio_cluster_worker_restarts_total")).isEqualTo(1);

            app.signal("USR1");
            app.await("the end of the roll", Duration.ofMinutes(4), () -> {
                last[0] = next(last[0], app);
                return count(app, "Rolling restart finished: 2 workers replaced") == 1;
            });
            last[0] = next(last[0], app);
            assertThat(last[0].sum("http_server_requests_seconds_count")).isGreaterThanOrEqualTo(40);
            assertThat(last[0].sum("socketio_cluster_worker_crashes_total")).isEqualTo(1);
        }
    }

    @Test
    void savedSessionsStayBelowTheirLimit() {
        int clients = 100;
        int limit = 10 << 10;
        try (AppProcess app = start("-Dquarkus.socketio.recovery.enabled=true",
                "-Dquarkus.socketio.cluster.session-bytes=" + limit)) {
            app.awaitReady();
            for (int i = 0; i < clients; i++) {
                try (PlainClient client = new PlainClient(app.port())) {
                    client.join("/");
                    app.await("a connection", () -> client.id("/") != null);
                }
            }
            app.await("the sessions of all", () -> {
                PrometheusPage page = scrape(app);
                assertThat(page.sum("socketio_cluster_saved_session_bytes")).isLessThanOrEqualTo(limit);
                return page.sum("socketio_cluster_saved_sessions")
                        + page.sum("socketio_cluster_saved_sessions_dropped_total") == clients;
            });
            assertThat(scrape(app).sum("socketio_cluster_saved_sessions")).isPositive();
            assertThat(scrape(app).sum("socketio_cluster_saved_sessions_dropped_total")).isPositive();
        }
    }

    private AppProcess start(String... options) {
        List<String> all = new ArrayList<>(
                List.of("-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2"));
        all.addAll(List.of(options));
        return AppProcess.startRepeatedly(results.getResults().get(0).getPath(), all.toArray(String[]::new));
    }

    private static void request(int times, AppProcess app) throws IOException {
        for (int i = 0; i < times; i++) {
            RawHttp.get(app.port(), "/nothing");
        }
    }

    private static PrometheusPage scrape(AppProcess app) {
        try {
            return new PrometheusPage(RawHttp.get(app.port(), "/q/metrics").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that no counter is missing or smaller. */
    private static PrometheusPage next(PrometheusPage before, AppProcess app) {
        PrometheusPage now = scrape(app);
        before.cumulative().forEach((series, value) -> assertThat(now.cumulative().getOrDefault(series, -1.0))
                .as("%s", series).isGreaterThanOrEqualTo(value));
        return now;
    }

    private static long count(AppProcess app, String pattern) {
        return app.output().stream().filter(line -> line.matches(".*" + pattern + ".*")).count();
    }
}
