package io.quarkiverse.socketio.it.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RedisServer;

/** Tests that one worker is the leader, in which a job of each second runs, while workers, hosts and Redis are killed and rolled. */
class OncePerClusterTest {
    private static final Pattern JOB = Pattern.compile("\\[w(\\d)\\].* job (\\d+)");

    /** One execution: in which worker, and of which second. */
    private record Run(AppProcess host, int worker, long second) {
    }

    private static List<Run> runs(AppProcess... hosts) {
        List<Run> runs = new ArrayList<>();
        for (AppProcess host : hosts) {
            for (String line : host.output()) {
                Matcher job = JOB.matcher(line);
                if (job.find()) {
                    runs.add(new Run(host, Integer.parseInt(job.group(1)), Long.parseLong(job.group(2))));
                }
            }
        }
        return runs;
    }

    private static long latest(AppProcess... hosts) {
        return runs(hosts).stream().mapToLong(Run::second).max().orElse(0);
    }

    /** Waits for some executions in seconds that are still to come, and returns the last one. */
    private static Run awaitRuns(AppProcess... hosts) {
        long from = Math.max(latest(hosts), System.currentTimeMillis() / 1000);
        hosts[0].await("three executions", () -> runs(hosts).stream().filter(run -> run.second > from).count() >= 3);
        List<Run> runs = runs(hosts);
        assertThat(runs).extracting(Run::second).doesNotHaveDuplicates();
        return runs.stream().filter(run -> run.second == latest(hosts)).findFirst().orElseThrow();
    }

    private static AppProcess start(String... options) {
        return AppProcess.startCluster("presence-app", Stream.concat(Stream.of("-Dquarkus.profile=jobs"), Stream.of(options))
                .toArray(String[]::new));
    }

    private static void killWorker(Run run) {
        Matcher ready = null;
        for (String line : run.host.output()) {
            Matcher matcher = Pattern.compile("\\[w" + run.worker + "\\] pid (\\d+) is ready").matcher(line);
            ready = matcher.find() ? matcher : ready;
        }
        AppProcess.kill(Long.parseLong(ready.group(1)));
    }

    /** Asks until all workers that are ready have answered; returns the answers by pid. */
    private static Map<Long, Boolean> answers(AppProcess app) {
        Map<Long, Boolean> answers = new HashMap<>();
        app.await("an answer of each worker", () -> {
            RawHttp.Response answer = RawHttp.tryGet(app.port(), "/leader");
            if (answer.status() == 200) { // not that of a worker that was killed meanwhile
                String[] words = answer.body().split(" ");
                answers.put(Long.valueOf(words[0]), Boolean.valueOf(words[1]));
            }
            return answers.keySet().containsAll(app.readyWorkers());
        });
        return answers;
    }

    private static List<Long> leaders(AppProcess app) {
        return answers(app).entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    }

    @Test
    void exactlyOneWorkerSaysThatItIsTheLeaderAndAnotherOneAfterItIsKilled() {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.workers=3")) {
            List<Long> killed = new ArrayList<>();
            for (int kill = 0; kill < 3; kill++) {
                app.await("three workers", () -> app.readyWorkers().size() == 3);
                app.await("a leader", () -> !leaders(app).isEmpty());
                List<Long> leader = leaders(app);
                assertThat(leader).hasSize(1).noneMatch(killed::contains);
                for (int i = 0; i < 5; i++) {
                    Map<Long, Boolean> answers = answers(app);
                    assertThat(answers).hasSize(3).containsEntry(leader.get(0), true);
                    assertThat(answers.values()).containsOnlyOnce(true);
                }
                killed.addAll(leader);
                AppProcess.kill(leader.get(0));
            }
        }
    }

    @Test
    void aJobRunsInOneWorkerAlsoWhenTheLeaderIsKilledOrRolled() {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.workers=3")) {
            for (int kill = 0; kill < 2; kill++) {
                killWorker(awaitRuns(app));
            }
            awaitRuns(app);
            app.signal("USR2");
            app.awaitLine("Rolling restart finished: 3 workers");
            awaitRuns(app);
        }
    }

    @Test
    void aJobRunsInOneWorkerOfAllHosts() {
        try (RedisServer redis = RedisServer.start()) {
            String[] options = { "-Dquarkus.socketio.adapter.type=redis", "-Dquarkus.redis.hosts=" + redis.url() };
            try (AppProcess one = start(options); AppProcess other = start(options)) {
                killWorker(awaitRuns(one, other));
                Run last = awaitRuns(one, other);
                last.host.signal("USR2");
                last.host.awaitLine("Rolling restart finished: 2 workers");
                last = awaitRuns(one, other);
                AppProcess.kill(last.host.pid());
                AppProcess survivor = last.host == one ? other : one;
                awaitRuns(survivor, last.host);
            }
        }
    }
}
