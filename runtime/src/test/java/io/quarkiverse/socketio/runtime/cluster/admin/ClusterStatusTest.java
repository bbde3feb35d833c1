package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Identity;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Pages;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableAction;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerLoad;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/** Tests the members of the state that programs and the status page read; the worker table is real. */
class ClusterStatusTest {
    private final WorkerTable table = new WorkerTable(new SupervisionSettings(2,
            new RestartPolicy(true, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))),
            new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(30)),
            SupervisionSettings.Checks.NONE), () -> 0);
    private long now = 5_000;
    private final ClusterStatus status = new ClusterStatus(table, new Identity("app \"x\" 1.0", "host"),
            new ClusterAccess(new Pages(new PrimaryPaths(HealthPaths.NONE, "", ""), null, true, 0, ""), new SecureRandom(),
                    () -> now),
            () -> now);

    /** Returns the status of a cluster whose clock does not run. */
    static ClusterStatus status(WorkerTable of, long at) {
        return new ClusterStatus(of, new Identity("app 1.0", "host"),
                new ClusterAccess(new Pages(new PrimaryPaths(HealthPaths.NONE, "", ""), null, true, 0, ""), new SecureRandom(),
                        () -> at),
                () -> at);
    }

    private void on(TableEvent event) {
        for (TableAction action : table.on(event, now)) {
            if (action instanceof TableAction.Log log) {
                status.note(log.warning(), log.text());
            }
        }
    }

    private void bothAreReady() {
        on(new TableEvent.Start());
        for (int worker = 1; worker <= 2; worker++) {
            on(new TableEvent.Launched(worker, 4710 + worker));
            on(new TableEvent.Ready(worker));
        }
    }

    private void report(int worker, int clients, long received, long sent) {
        on(new TableEvent.Load(worker, new WorkerLoad(clients + 1, 0, clients, 100L << 20, 0, 0,
                new WorkerLoad.Activity(received, sent, 40L << 20, 7, "1.0 2026-01-01T00:00:00Z"))));
    }

    private JsonNode json(boolean samples) throws Exception {
        return new ObjectMapper().readTree(status.json(samples));
    }

    @Test
    void theApplicationIsNamedWithItsHostAndTimes() throws Exception {
        now += 90_000;
        JsonNode state = json(false);
        JsonNode application = state.path("application");
        assertThat(application.path("name").asText()).isEqualTo("app \"x\" 1.0");
        assertThat(application.path("host").asText()).isEqualTo("host");
        assertThat(application.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(application.has("build")).isTrue();
        assertThat(state.path("time").asLong() - application.path("startedAt").asLong()).isEqualTo(90_000);
    }

    @Test
    void membersThatProgramsReadStayTheFirst() {
        on(new TableEvent.Start());
        on(new TableEvent.Launched(1, 4711));
        on(new TableEvent.Ready(1));
        assertThat(status.json(false)).startsWith(
                "{\"workers\":2,\"ready\":1,\"started\":false,\"shuttingDown\":false,\"seats\":[{\"id\":1,\"state\":\"RUNNING\","
                        + "\"restarts\":0,\"pid\":4711,\"incarnation\":1,\"connections\":0,\"clients\":0,\"rss\":0,\"cpu\":0.0,");
    }

    @Test
    void workersReportEventsASecondMemoryAndLag() throws Exception {
        bothAreReady();
        report(1, 3, 0, 0);
        now += 2_000;
        report(1, 3, 100, 401);
        JsonNode worker = json(false).path("seats").path(0);
        assertThat(worker.path("clients").asInt()).isEqualTo(3);
        assertThat(worker.path("eventsReceived").asDouble()).isEqualTo(50);
        assertThat(worker.path("eventsSent").asDouble()).isEqualTo(200.5);
        assertThat(worker.path("heap").asLong()).isEqualTo(40L << 20);
        assertThat(worker.path("lag").asInt()).isEqualTo(7);
        assertThat(worker.path("build").asText()).isEqualTo("1.0 2026-01-01T00:00:00Z");
        assertThat(worker.path("uptime").asInt()).isEqualTo(2);
        assertThat(json(false).path("seats").path(1).path("eventsSent").asDouble()).as("of one that has not reported").isZero();
    }

    @Test
    void theLastMinutesAreKeptOfWorkersThatThereAre() throws Exception {
        bothAreReady();
        for (int clients = 1; clients <= WorkerHistory.SAMPLES + 5; clients++) {
            report(1, clients, 0, 0);
            status.sample();
        }
        JsonNode samples = json(true).path("seats").path(0).path("history").path("clients");
        assertThat(samples).hasSize(WorkerHistory.SAMPLES);
        assertThat(samples.path(0).asInt()).isEqualTo(6);
        assertThat(samples.path(WorkerHistory.SAMPLES - 1).asInt()).isEqualTo(WorkerHistory.SAMPLES + 5);
        assertThat(json(true).path("seats").path(0).path("history").path("lag").path(0).asInt()).isEqualTo(7);

        on(new TableEvent.Scale(1, "less"));
        on(new TableEvent.Exited(2, 0, ""));
        status.sample();
        on(new TableEvent.Scale(2, "more"));
        assertThat(json(true).path("seats").path(1).path("history").path("clients")).as("of a new worker of that id").isEmpty();
    }

    @Test
    void aRollingRestartShowsItsProgress() throws Exception {
        bothAreReady();
        assertThat(json(false).has("roll")).isFalse();
        on(new TableEvent.Roll("a new \"jar\""));
        now += 1_500;
        JsonNode roll = json(false).path("roll");
        assertThat(roll.path("reason").asText()).isEqualTo("a new \"jar\"");
        assertThat(List.of(roll.path("replaced").asInt(), roll.path("of").asInt(), roll.path("worker").asInt(),
                roll.path("millis").asInt())).containsExactly(0, 2, 1, 1_500);
        assertThat(json(false).path("seats").path(0).path("replacing").asBoolean()).isTrue();

        report(1, 9, 0, 0);
        on(new TableEvent.Launched(3, 4713));
        on(new TableEvent.Ready(3));
        on(new TableEvent.Checked(3, true, ""));
        assertThat(json(false).path("seats").path(0).path("leavingClients").asInt()).isEqualTo(9);
        on(new TableEvent.Exited(1, 0, ""));
        assertThat(json(false).path("roll").path("replaced").asInt()).isEqualTo(1);
        assertThat(json(false).path("roll").path("worker").asInt()).isEqualTo(2);
    }

    @Test
    void theLastEventsAreThoseOfTheLogWithoutWhatWorkersPrint() throws Exception {
        bothAreReady();
        on(new TableEvent.Exited(2, 7, "java.lang.IllegalStateException: password is hunter2"));
        List<String> texts = new ArrayList<>();
        JsonNode events = json(false).path("events");
        events.forEach(event -> texts.add(event.path("text").asText()));
        assertThat(texts).containsExactly("[w2] pid 4712 exited with code 7; its last lines are in the log",
                "[w2] pid 4712 is ready", "[w1] pid 4711 is ready");
        assertThat(events.path(0).path("warning").asBoolean()).isTrue();
        assertThat(events.path(0).path("at").asLong()).isEqualTo(json(false).path("time").asLong());
    }

    @Test
    void eventsAreBoundedInNumberAndLengthAndNoTextBreaksTheJson() throws Exception {
        for (int i = 0; i < 2 * ClusterJournal.MAX_EVENTS; i++) {
            status.note(false, i + " \"\\\n\u0000</script>" + "x".repeat(10_000));
        }
        JsonNode events = json(false).path("events");
        assertThat(events).hasSize(ClusterJournal.MAX_EVENTS);
        assertThat(events.path(0).path("text").asText()).startsWith("119 \"\\\n\u0000</script>xxx")
                .hasSize(ClusterJournal.MAX_CHARS);
    }
}
