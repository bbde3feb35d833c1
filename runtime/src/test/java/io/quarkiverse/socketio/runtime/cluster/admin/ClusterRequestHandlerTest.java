package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Identity;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Pages;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

class ClusterRequestHandlerTest {
    private static final String ROOT = "/q/socketio/cluster";
    private static final List<String> COMMANDS = List.of(ROOT + "/scale?workers=4", ROOT + "/restart", ROOT + "/rebalance");

    private final WorkerTable table = new WorkerTable(new SupervisionSettings(2,
            new RestartPolicy(true, new Backoff(Duration.ofSeconds(1),
                    Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))),
            new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(30)),
            SupervisionSettings.Checks.NONE), () -> 0);
    private final List<TableEvent> carriedOut = new ArrayList<>();
    private final AdminCommands.Target target = new AdminCommands.Target() {
        @Override
        public void on(TableEvent event) {
            carriedOut.add(event);
        }

        @Override
        public void sendSignal(int seat, String signal) {
            throw new AssertionError();
        }

        @Override
        public void dumpThreads(int seat) {
            throw new AssertionError();
        }

        @Override
        public void shutdown() {
            throw new AssertionError();
        }
    };

    @Test
    void withoutATokenAllCommandsAreRefused() {
        for (String authorization : List.of("", "Bearer ", "Bearer", "Bearer null", "Basic Og==")) {
            for (String command : COMMANDS) {
                assertThat(ask("", "POST", command, authorization, true).code()).isEqualTo(403);
                assertThat(ask("", "POST", command, authorization, false).code()).isEqualTo(403);
            }
            assertThat(ask("", "GET", ROOT, authorization, false).code()).isEqualTo(403);
            assertThat(ask("", "GET", ROOT, authorization, true).code()).isEqualTo(200);
        }
        assertThat(carriedOut).isEmpty();
    }

    @Test
    void commandsNeedTheRightToken() {
        for (String authorization : List.of("", "Bearer ", "Bearer secre", "Bearer secret2", "bearer  secret", "Basic secret",
                "secret")) {
            for (String command : COMMANDS) {
                assertThat(ask("secret", "POST", command, authorization, true).code()).as(authorization).isEqualTo(403);
            }
            assertThat(ask("secret", "GET", ROOT, authorization, false).code()).isEqualTo(403);
        }
        assertThat(carriedOut).isEmpty();
        COMMANDS.forEach(command -> assertThat(ask("secret", "POST", command, "Bearer secret", false).code()).isEqualTo(202));
        assertThat(carriedOut).containsExactly(new TableEvent.Scale(4, "asked for over HTTP"),
                new TableEvent.Roll("asked for over HTTP"), new TableEvent.Rebalance());
    }

    @Test
    void aGetExecutesNoCommand() {
        COMMANDS.forEach(command -> assertThat(ask("secret", "GET", command, "Bearer secret", true).code()).isEqualTo(405));
        assertThat(ask("secret", "POST", ROOT, "Bearer secret", true).code()).isEqualTo(405);
        assertThat(carriedOut).isEmpty();
    }

    @Test
    void invalidCommandsAreRefusedWithTheReason() {
        assertThat(ask("secret", "POST", ROOT + "/scale", "Bearer secret", true).body()).contains("?workers=4");
        assertThat(ask("secret", "POST", ROOT + "/scale?workers=many", "Bearer secret", true).code()).isEqualTo(400);
        assertThat(ask("secret", "POST", ROOT + "/scale?workers=0", "Bearer secret", true).body()).contains("1 to 1024");
        assertThat(ask("secret", "POST", ROOT + "/shutdown", "Bearer secret", true).code()).isEqualTo(404);
        assertThat(ask("", "POST", ROOT + "/restart", "", true).body()).contains("cluster.management.token is set");
        assertThat(carriedOut).isEmpty();
    }

    @Test
    void theStateIsJsonForProgramsAndWithTheLastMinutesForThePage() {
        table.on(new TableEvent.Start(), 0);
        PrimaryResponse state = ask("", "GET", ROOT, "", true);
        assertThat(state.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(state.body()).startsWith("{\"workers\":2,\"ready\":0,").doesNotContain("history");
        assertThat(ask("", "GET", ROOT + "?history", "", true).body()).contains("\"history\":{\"clients\":[]");
    }

    @Test
    void aCodeIsExchangedOnceForASessionThatSeesButDoesNotCommand() {
        ClusterStatus status = status("secret", false);
        status.pagesAt("http://localhost:8080" + ROOT);
        String link = status.link();
        assertThat(link).startsWith("http://localhost:8080" + ROOT + "/status#code=").contains("once, within 2 minutes");
        String code = "Code " + link.lines().findFirst().orElseThrow().replaceFirst(".*#code=", "");
        assertThat(ask(status, "GET", ROOT, code).code()).as("a code is no session").isEqualTo(403);
        assertThat(ask(status, "GET", ROOT + "/session", code).code()).as("a preview of the link").isEqualTo(405);
        PrimaryResponse begun = ask(status, "POST", ROOT + "/session", code);
        assertThat(begun.code()).isEqualTo(201);
        String session = "Session " + begun.body().strip();
        assertThat(ask(status, "GET", ROOT, session).code()).isEqualTo(200);
        COMMANDS.forEach(command -> assertThat(ask(status, "POST", command, session).code()).isEqualTo(403));
        PrimaryResponse again = ask(status, "POST", ROOT + "/session", code);
        assertThat(again.code()).isEqualTo(403);
        assertThat(again.body()).contains("was used, or is too old", "--cluster=status --open");
        assertThat(ask(status, "GET", ROOT, session).code()).as("still").isEqualTo(200);
        assertThat(carriedOut).isEmpty();
    }

    private ClusterStatus status(String token, boolean open) {
        Pages pages = new Pages(new PrimaryPaths(HealthPaths.NONE, "", ROOT),
                open ? new Listen("127.0.0.1", 9000, Listen.NONE, false, 1) : null, true, 0, token);
        return new ClusterStatus(table, new Identity("app 1.0", "host"), new ClusterAccess(pages, new SecureRandom(), () -> 0),
                () -> 0);
    }

    private PrimaryResponse ask(String token, String method, String target, String authorization, boolean open) {
        return ask(status(token, open), method, target, authorization);
    }

    private PrimaryResponse ask(ClusterStatus status, String method, String target, String authorization) {
        return new ClusterRequestHandler(status, new AdminCommands(table, this.target, status))
                .respond(new Query.Page(method, target, authorization), ROOT);
    }
}
