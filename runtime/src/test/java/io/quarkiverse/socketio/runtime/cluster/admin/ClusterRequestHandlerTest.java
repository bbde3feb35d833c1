package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
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
    private final AdminCommands commands = new AdminCommands(table, new AdminCommands.Target() {
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

        @Override
        public String status() {
            throw new AssertionError();
        }
    });

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
    void theStateIsJson() {
        table.on(new TableEvent.Start(), 0);
        table.on(new TableEvent.Launched(1, 4711), 1);
        table.on(new TableEvent.Ready(1), 2);
        assertThat(ask("", "GET", ROOT, "", true)).isEqualTo(PrimaryResponse.json("200 OK",
                "{\"workers\":2,\"ready\":1,\"started\":false,\"shuttingDown\":false,\"seats\":[{\"id\":1,\"state\":\"RUNNING\","
                        + "\"restarts\":0,\"pid\":4711,\"incarnation\":1,\"connections\":0,\"clients\":0,\"rss\":0,\"cpu\":0.0},"
                        + "{\"id\":2,\"state\":\"STARTING\",\"restarts\":0,\"pid\":0,\"incarnation\":2,\"connections\":0,"
                        + "\"clients\":0,\"rss\":0,\"cpu\":0.0}]}"));
    }

    @Test
    void theStatusIsAPageForPeople() {
        table.on(new TableEvent.Start(), 0);
        table.on(new TableEvent.Launched(1, 4711), 1);
        table.on(new TableEvent.Ready(1), 2);
        PrimaryResponse page = ask("", "GET", ROOT + "/status", "", true);
        assertThat(page.contentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body()).startsWith("<!DOCTYPE html>").contains("<title>1 of 2 workers are ready</title>",
                "<tr><td>w1<td>running<td>4711<td>0<td>0<td>0<td>0 MB<td>0 %</tr>", "<tr><td>w2<td class=\"bad\">starting")
                .doesNotContain("<script", "<form");
        assertThat(ask("", "POST", ROOT + "/status", "", true).code()).isEqualTo(405);
        assertThat(ask("token", "GET", ROOT + "/status", "", false).code()).isEqualTo(403);
        table.on(new TableEvent.Shutdown(false), 3);
        assertThat(ask("", "GET", ROOT + "/status", "", true).body()).contains("The cluster shuts down");
    }

    private PrimaryResponse ask(String token, String method, String target, String authorization, boolean open) {
        return new ClusterRequestHandler(table, commands, token).respond(new Query.Page(method, target, authorization), ROOT,
                open);
    }
}
