package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.it.support.TerminalRun;

/** Tests the namespace for administrators with the official JavaScript client, and with the page of npm @socket.io/admin-ui. */
class AdminUiTest {
    /** Of the password {@code changeit}. */
    private static final String HASH = "$2a$10$SHDjMSjsi78rVg.reAkMCufP.Ltvj9RAt7gqTJeZTVj.3SnUcKHES";

    private static String[] options(String... more) {
        List<String> options = new ArrayList<>(List.of("-Dquarkus.http.port=0", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.admin.enabled=true", "-Dquarkus.socketio.admin.auth=basic",
                "-Dquarkus.socketio.admin.username=ann", "-Dquarkus.socketio.admin.password=" + HASH,
                "-Dquarkus.socketio.admin.server-id=test-host"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2 })
    @Requires({ "node", "npm" })
    void administratorsSeeAndCommandTheSocketsOfAllWorkers(int workers) {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), options("-Dquarkus.profile=m",
                "-Dquarkus.socketio.cluster.enabled=" + (workers > 1)))) {
            int port = workers > 1 ? app.awaitReady()
                    : Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
            String url = "http://127.0.0.1:" + port;
            assertThat(NodeScript.run("admin.mjs", url, Integer.toString(workers)).path("ok").asBoolean()).isTrue();
            app.awaitLine("A login of an administrator from 127.0.0.1 is refused: invalid credentials");
            assertThat(app.output()).noneMatch(line -> line.contains(HASH) || line.contains("changeit"));
        }
    }

    @Test
    @Requires({ "node", "npm", "chromium" })
    void thePageShowsTheChatOfTwoWorkersAndItsButtonsWorkAndTheStatusPageUpdatesItself() {
        try (AppProcess app = AppProcess.startCluster("chat",
                options("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.socketio.origins=/http://127.0.0.1:[0-9]+/"))) {
            String url = "http://127.0.0.1:" + app.port();
            assertThat(NodeScript.run("admin-page.mjs", url).path("ok").asBoolean()).isTrue();
            String link = TerminalRun.of(AppProcess.packaged("chat"), List.of("-Dquarkus.http.port=" + app.port(),
                    "-Dquarkus.http.host=127.0.0.1"), "--cluster=status", "--open").out().lines().findFirst().orElseThrow();
            assertThat(NodeScript.run("status-page.mjs", url, link).path("ok").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "development", "production" })
    @Requires({ "node", "npm", "chromium" })
    void readOnlyAdministratorsHaveNoButtonsAndNoCommandsAndInProductionNumbersOnly(String mode) {
        try (AppProcess app = AppProcess.startCluster("chat", options("-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.socketio.origins=/http://127.0.0.1:[0-9]+/", "-Dquarkus.socketio.admin.mode=" + mode,
                "-Dquarkus.socketio.admin.read-only=true"))) {
            String url = "http://127.0.0.1:" + app.port();
            assertThat(NodeScript.run("admin-read-only.mjs", url, mode).path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void theStartFailsUntilItIsChosenWhoIsAdmitted() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=m",
                "-Dquarkus.http.port=0", "-Dquarkus.socketio.admin.enabled=true")) {
            assertThat(app.awaitExit()).isNotZero();
            assertThat(app.output()).anyMatch(line -> line.contains(
                    "quarkus.socketio.admin.enabled requires quarkus.socketio.admin.auth: set it to basic"));
        }
    }
}
