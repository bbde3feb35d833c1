package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.TerminalRun;

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
    void theStatusPageIsEmptyUntilTheLinkOfATerminalGivesTheBrowserACookie() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.management.token=s3cret",
                "-Dquarkus.http.access-log.enabled=true");
                RawHttp http = new RawHttp(app.port())) {
            List<Long> workers = app.workers();
            String status = OPERATIONS + "/status";
            RawHttp.Response page = http.get(status);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers()).containsEntry("content-type", "text/html; charset=utf-8")
                    .containsEntry("x-content-type-options", "nosniff").containsEntry("referrer-policy", "no-referrer");
            assertThat(page.headers().get("content-security-policy")).contains("default-src 'none'", "script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.body()).startsWith("<!DOCTYPE html>").doesNotContain("<form", "style=", "onclick", "s3cret",
                    String.valueOf(workers.get(0)));
            assertThat(http.get(OPERATIONS + "/status.js").headers()).containsEntry("content-type",
                    "text/javascript; charset=utf-8");
            assertThat(http.post(status, "Bearer s3cret").status()).isEqualTo(405);

            TerminalRun run = TerminalRun.of(AppProcess.packaged(APP), List.of("-Dquarkus.http.port=" + app.port()),
                    "--cluster=status", "--open");
            assertThat(run.out()).startsWith("http://").contains(":" + app.port() + status + "#code=");
            String code = run.out().lines().findFirst().orElseThrow().replaceFirst(".*#code=", "");
            String exchange = "POST " + OPERATIONS + "/session HTTP/1.1\r\nHost: localhost:" + app.port()
                    + "\r\nContent-Length: 0\r\nCluster-Code: " + code + "\r\n\r\n";
            RawHttp.Response begun = http.send(exchange).receive();
            assertThat(begun.status()).isEqualTo(201);
            assertThat(begun.body()).as("scripts do not get the session").isEmpty();
            String cookie = begun.headers().get("set-cookie");
            assertThat(cookie).contains("; Path=" + OPERATIONS + ";", "HTTPOnly", "SameSite=Strict");
            assertThat(http.send(exchange).receive().status()).as("once").isEqualTo(403);

            String withCookie = " HTTP/1.1\r\nHost: localhost:" + app.port() + "\r\nContent-Length: 0\r\nCookie: "
                    + cookie.substring(0, cookie.indexOf(';')) + "\r\n\r\n";
            RawHttp.Response state = http.send("GET " + OPERATIONS + "?history" + withCookie).receive();
            assertThat(state.status()).isEqualTo(200);
            assertThat(workers).hasSize(2).allSatisfy(pid -> assertThat(state.body()).contains("\"pid\":" + pid));
            assertThat(http.send("POST " + OPERATIONS + "/restart" + withCookie).receive().status())
                    .as("who may look may not command").isEqualTo(403);
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
            app.awaitLine("POST " + OPERATIONS + "/session");
            String secret = code.substring(code.indexOf('-') + 1);
            assertThat(app.output()).noneMatch(line -> line.contains(secret) || line.contains(cookie.substring(0, 60)));
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
