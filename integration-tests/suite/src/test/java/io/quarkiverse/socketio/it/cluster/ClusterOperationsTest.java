package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests cluster operations on the shared port, without a management port. */
class ClusterOperationsTest {
    private static final String APP = "cluster-app";
    private static final String OPERATIONS = "/q/socketio/cluster";

    @Test
    void withoutATokenOperationsAreRefusedOnConnectionsOfPrimaryAndWorkers() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP); RawHttp held = new RawHttp(app.port())) {
            List<Long> workers = app.workers();
            assertThat(held.get("/who").status()).isEqualTo(200);
            for (String path : List.of("/scale?workers=3", "/restart", "/rebalance", "/")) {
                try (RawHttp fresh = new RawHttp(app.port())) {
                    assertThat(fresh.post(OPERATIONS + path, "Bearer guess").status()).isIn(403, 404, 405);
                }
                assertThat(held.post(OPERATIONS + path, "Bearer guess").status()).isIn(403, 404, 405);
            }
            assertThat(RawHttp.get(app.port(), OPERATIONS).status()).isEqualTo(403);
            assertThat(held.get(OPERATIONS).status()).isEqualTo(403);
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
            assertThat(app.output()).noneMatch(line -> line.contains("Rolling restart") || line.contains("Scaling"));
        }
    }

    @Test
    void theStatusPageOfTheApplicationsPortNeedsTheTokenAndOnlyShows() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.management.token=s3cret");
                RawHttp http = new RawHttp(app.port())) {
            List<Long> workers = app.workers();
            String status = OPERATIONS + "/status";
            assertThat(http.get(status).status()).isEqualTo(403);
            assertThat(http.post(status, "Bearer s3cret").status()).isEqualTo(405);
            RawHttp.Response page = http.send("GET " + status + "?workers=1 HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer s3cret\r\n\r\n").receive();
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers().get("content-type")).startsWith("text/html");
            assertThat(page.body()).startsWith("<!DOCTYPE html>").contains("2 of 2 workers are ready");
            assertThat(workers).hasSize(2)
                    .allSatisfy(pid -> assertThat(page.body()).contains("<td>running<td>" + pid + "<td>"));
            assertThat(page.body()).doesNotContain("<form", "<script", "s3cret");
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
        }
    }

    @Test
    void withTheTokenOperationsWorkOnConnectionsOfPrimaryAndWorkers() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.management.token=s3cret");
                RawHttp held = new RawHttp(app.port());
                RawHttp fresh = new RawHttp(app.port())) {
            assertThat(held.get("/who").status()).isEqualTo(200);
            assertThat(held.get(OPERATIONS).status()).isEqualTo(403);
            assertThat(held.post(OPERATIONS + "/restart", "Bearer s3cre").status()).isEqualTo(403);
            RawHttp.Response begun = held.post(OPERATIONS + "/scale?workers=3", "Bearer s3cret");
            assertThat(begun.status()).isEqualTo(202);
            assertThat(begun.body()).startsWith("{\"workers\":3");
            app.awaitLine("Scaling from 2 to 3 workers: asked for over HTTP");
            assertThat(fresh.post(OPERATIONS + "/restart", "Bearer s3cret").status()).isEqualTo(202);
            app.awaitLine("Rolling restart of 3 workers: asked for over HTTP");
        }
    }
}
