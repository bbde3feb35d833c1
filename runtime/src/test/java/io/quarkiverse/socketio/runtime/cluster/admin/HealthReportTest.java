package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.HealthChecks;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/** Tests the health of three workers, as incarnations 1 to 3, in virtual time. */
class HealthReportTest {
    private final WorkerTable table = new WorkerTable(new SupervisionSettings(3,
            new RestartPolicy(true, new Backoff(Duration.ofSeconds(1),
                    Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))),
            new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(30)),
            SupervisionSettings.Checks.NONE), () -> 0);
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Map<Integer, List<HealthChecks>> questions = new HashMap<>();
    private final Map<Integer, CompletableFuture<?>> lastAnswers = new HashMap<>();
    private final List<PrimaryResponse> replies = new ArrayList<>();
    private long now = 1_000_000;
    private HealthReport health = report(0);

    HealthReportTest() {
        loop.freezeTime();
        on(new TableEvent.Start());
    }

    @Test
    void theChecksOfAllWorkersAreIncludedAndOneMayBeDown() {
        allReady();
        ask(HealthChecks.READY);
        answer(1, "UP bus connected, 2 other workers\n{\"name\":\"worker 1: database\",\"status\":\"UP\"}");
        answer(2, "UP\n");
        assertThat(replies).isEmpty();
        answer(3, "DOWN\n{\"name\":\"worker 3: database\",\"status\":\"DOWN\"}");
        assertThat(reply().status()).isEqualTo("200 OK");
        assertThat(reply().body()).startsWith("{\"status\":\"UP\",\"checks\":[{\"name\":\"cluster worker 1\",\"status\":\"UP\"")
                .contains(
                        ",\"adapter\":\"bus connected, 2 other workers\"}},{\"name\":\"worker 1: database\",\"status\":\"UP\"},{\"name\":\"cluster worker 2\"",
                        "{\"name\":\"cluster worker 3\",\"status\":\"DOWN\",\"data\":{\"state\":\"RUNNING\"",
                        "{\"name\":\"worker 3: database\",\"status\":\"DOWN\"}]}");

        now += 1000;
        ask(HealthChecks.READY);
        answer(1, "UP\n");
        answer(2, "DOWN\n");
        answer(3, "DOWN\n");
        assertThat(reply().status()).isEqualTo("503 Service Unavailable");
    }

    @Test
    void aWorkerThatDoesNotAnswerIsDownAfterTheTimeout() {
        allReady();
        ask(HealthChecks.READY);
        answer(1, "UP\n");
        answer(2, "UP\n");
        loop.advanceTimeBy(HealthReport.TIMEOUT_MILLIS - 1, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        assertThat(replies).isEmpty();
        loop.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        assertThat(reply().status()).isEqualTo("200 OK");
        assertThat(reply().body()).contains("{\"name\":\"cluster worker 3\",\"status\":\"DOWN\",\"data\":{\"error\":"
                + "\"does not answer\",\"state\":\"RUNNING\"");
        // later responses change nothing
        answer(3, "UP\n");
        assertThat(replies).hasSize(1);
    }

    @Test
    void theRequiredNumberOfReadyWorkersIsConfigurable() {
        allReady();
        for (int[] row : new int[][] { { 1, 1, 200 }, { 1, 0, 503 }, { 3, 2, 503 }, { 3, 3, 200 }, { 9, 3, 200 } }) {
            health = report(row[0]);
            ask(HealthChecks.READY);
            for (int incarnation = 1; incarnation <= 3; incarnation++) {
                answer(incarnation, incarnation <= row[1] ? "UP\n" : "DOWN\n");
            }
            assertThat(reply().code()).as("%d of %d", row[1], row[0]).isEqualTo(row[2]);
        }
    }

    @Test
    void theClusterIsLiveUnlessAllRespondingWorkersAreDown() {
        ask(HealthChecks.LIVE);
        runScheduled();
        assertThat(reply().code()).as("while they start").isEqualTo(200);
        allReady();
        now += 1000;
        ask(HealthChecks.LIVE);
        answer(1, "DOWN\n");
        answer(2, "DOWN\n");
        answer(3, "UP\n");
        assertThat(reply().code()).isEqualTo(200);
        now += 1000;
        ask(HealthChecks.LIVE);
        answer(1, "DOWN\n");
        answer(2, "DOWN\n");
        runScheduled();
        assertThat(reply().code()).isEqualTo(503);
        now += 1000;
        ask(HealthChecks.LIVE);
        runScheduled();
        assertThat(reply().code()).as("all are silent: the primary replaces them").isEqualTo(200);
    }

    @Test
    void callersWithoutAccessGetTheStatusOnly() {
        health.brief(HealthChecks.LIVE).thenAccept(replies::add);
        runScheduled();
        assertThat(reply()).isEqualTo(PrimaryResponse.json("200 OK", "{\"status\":\"UP\",\"checks\":[]}"));
        allReady();
        health.brief(HealthChecks.READY).thenAccept(replies::add);
        answer(1, "UP\n{\"name\":\"worker 1: secret\",\"status\":\"UP\"}");
        answer(2, "DOWN\n");
        answer(3, "DOWN\n");
        assertThat(reply()).isEqualTo(PrimaryResponse.json("503 Service Unavailable", "{\"status\":\"DOWN\",\"checks\":[]}"));
    }

    @Test
    void theClusterIsStartedOnceAllWorkersWereReady() {
        on(new TableEvent.Ready(1));
        on(new TableEvent.Ready(2));
        ask(HealthChecks.STARTED);
        answer(1, "UP\n");
        answer(2, "UP\n");
        assertThat(reply().code()).isEqualTo(503);
        on(new TableEvent.Ready(3));
        on(new TableEvent.Exited(3, 137, ""));
        now += 1000;
        ask(HealthChecks.STARTED);
        answer(1, "UP\n");
        answer(2, "UP\n");
        assertThat(reply().code()).isEqualTo(200);
    }

    @Test
    void workersAreQueriedOnceASecondAtMost() {
        allReady();
        for (int i = 0; i < 100; i++) {
            ask(HealthChecks.READY);
        }
        assertThat(questions(1)).hasSize(1);
        IntStream.rangeClosed(1, 3).forEach(incarnation -> answer(incarnation, "UP\n"));
        assertThat(replies).hasSize(100);
        now += 999;
        ask(HealthChecks.READY);
        assertThat(replies).hasSize(101);
        assertThat(questions(1)).isEmpty();
        now += 1;
        ask(HealthChecks.READY);
        assertThat(questions(1)).containsExactly(HealthChecks.READY);
        assertThat(replies).hasSize(101);
    }

    @Test
    void startedAndStoppedWorkersAreSeenAtOnce() {
        allReady();
        ask(HealthChecks.READY);
        for (int incarnation = 1; incarnation <= 3; incarnation++) {
            answer(incarnation, "UP\n");
        }
        on(new TableEvent.Exited(1, 137, ""));
        on(new TableEvent.Exited(2, 137, ""));
        health.invalidate();
        ask(HealthChecks.READY);
        answer(3, "UP\n");
        assertThat(reply().code()).isEqualTo(503);
    }

    @Test
    void healthGroupsAreQueriedByName() {
        HealthPaths paths = new HealthPaths("/q/health", "/q/health/live", "", "", "", "/q/health/group");
        assertThat(List.of("", "/live", "/group", "/group/my-group_1.x").stream()
                .map(path -> paths.checksAt("/q/health" + path)))
                .containsExactly(HealthChecks.ALL, HealthChecks.LIVE, HealthChecks.GROUPS, HealthChecks.group("my-group_1.x"));
        for (String other : List.of("/q/health/", "/q/health/groups", "/q/health/group/", "/q/health/group/a/b",
                "/q/health/group/a%20b", "/q/health/group/" + "x".repeat(101), "*", "")) {
            assertThat(paths.checksAt(other)).as(other).isNull();
            assertThat(HealthPaths.NONE.checksAt(other)).as(other).isNull();
        }
        allReady();
        ask(HealthChecks.group("mine"));
        assertThat(questions(1)).containsExactly(HealthChecks.group("mine"));
        assertThat(replies).isEmpty();
    }

    @Test
    void unknownGroupNamesDoNotFillTheHeap() {
        allReady();
        ask(HealthChecks.READY);
        assertThat(questions(1)).hasSize(1);
        for (int i = 0; i < 63; i++) {
            ask(HealthChecks.group("g" + i));
        }
        assertThat(questions(1)).hasSize(63);
        ask(HealthChecks.READY);
        assertThat(questions(1)).as("still known").isEmpty();
        ask(HealthChecks.group("g63"));
        ask(HealthChecks.group("g0"));
        assertThat(questions(1)).as("the oldest was removed").containsExactly(HealthChecks.group("g63"),
                HealthChecks.group("g0"));
    }

    private HealthReport report(int minReady) {
        return new HealthReport(table,
                new ScatterGather(loop.eventLoop(), this::askWorker), minReady,
                () -> now);
    }

    private void allReady() {
        for (int incarnation = 1; incarnation <= 3; incarnation++) {
            on(new TableEvent.Ready(incarnation));
        }
    }

    private void on(TableEvent event) {
        table.on(event, now);
    }

    private void ask(HealthChecks checks) {
        health.report(checks).thenAccept(replies::add);
    }

    private PrimaryResponse reply() {
        return replies.get(replies.size() - 1);
    }

    private void runScheduled() {
        loop.advanceTimeBy(HealthReport.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
    }

    private <R extends QueryReply> CompletableFuture<R> askWorker(int incarnation, Query<R> query) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        questions.computeIfAbsent(incarnation, worker -> new ArrayList<>()).add(((Query.Health) query).checks());
        lastAnswers.put(incarnation, answer);
        return answer;
    }

    /** Answers the last query. */
    @SuppressWarnings("unchecked")
    private void answer(int incarnation, String text) {
        ((CompletableFuture<QueryReply.Health>) lastAnswers.get(incarnation))
                .complete(new Query.Health(HealthChecks.ALL).readReply(text));
    }

    /** Returns the queries since the last call. */
    private List<HealthChecks> questions(int incarnation) {
        List<HealthChecks> asked = questions.remove(incarnation);
        return asked == null ? List.of() : asked;
    }
}
