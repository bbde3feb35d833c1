package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.TerminalRun;

/**
 * Tests the heaps of workers, and what is said about them. The tests with a limit of memory create a control group, which only
 * root may do, and not in every container; elsewhere they are skipped.
 */
class WorkerMemoryTest {
    private static final String APP = "cluster-app";
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/memory");

    /** A control group with a limit of memory, version 1 or 2. */
    private record Group(Path path) implements AutoCloseable {

        static Group create(int megabytes) throws IOException {
            boolean first = Files.isWritable(GROUPS.resolve("cgroup.procs"));
            Path top = first ? GROUPS : Path.of("/sys/fs/cgroup");
            assumeThat(first || Files.isWritable(top.resolve("cgroup.subtree_control"))
                    && Files.readString(top.resolve("cgroup.subtree_control")).contains("memory"))
                    .as("a control group can be created").isTrue();
            Group group = new Group(Files.createTempDirectory(top, "socketio-test"));
            Files.writeString(group.path.resolve(first ? "memory.limit_in_bytes" : "memory.max"), megabytes + "M");
            return group;
        }

        /** Returns the program that starts another one in the group. */
        List<String> starter() {
            return List.of("bash", "-c", "echo $$ > " + path.resolve("cgroup.procs") + "; exec \"$@\"", "bash");
        }

        @Override
        public void close() throws IOException {
            Files.delete(path);
        }
    }

    private static String heapOf(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).lines().findFirst().orElseThrow()
                .replace('\0', ' ').replaceFirst(".* (-Xmx\\S+) .*", "$1");
    }

    @Test
    void workersShareTheMemoryOfTheMachine() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            Matcher line = app.awaitLine("Heap of each worker: at most (\\d+) MB, as there are \\d+ MB of this");
            for (long worker : app.workers()) {
                assertThat(heapOf(worker)).isEqualTo("-Xmx" + (Long.parseLong(line.group(1)) << 20));
            }
        }
    }

    @Test
    void anOptionOfTheUserIsKept() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.worker.jvm-args=-Xmx100m")) {
            app.awaitLine("Heap of each worker: as the options of its JVM set it");
            assertThat(heapOf(app.workers().get(0))).isEqualTo("-Xmx100m");
        }
    }

    @Test
    void aConfiguredHeapIsUsedAndOneThatIsTooLargeIsWarnedOf() throws IOException {
        try (Group group = Group.create(600);
                AppProcess app = AppProcess.startBy(group.starter(), AppProcess.packaged(APP),
                        "-Dquarkus.socketio.cluster.workers=1", "-Dquarkus.socketio.cluster.worker.heap=300M")) {
            app.awaitReady();
            app.awaitLine("WARN .*worker.heap is too large for the 600 MB of this container");
            assertThat(heapOf(app.workers().get(0))).isEqualTo("-Xmx" + (300 << 20));
            app.signal("TERM");
            app.awaitExit();
        }
    }

    @Test
    void workersThatDoNotFitAreRefusedBeforeTheFirstOneStarts() throws IOException {
        try (Group group = Group.create(300)) {
            TerminalRun run = TerminalRun.by(group.starter(), AppProcess.packaged(APP),
                    List.of("-Dquarkus.socketio.cluster.workers=6"));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out() + run.err()).hasLineCount(1).contains(
                    "The cluster cannot start. 6 workers do not fit in the 300 MB of this container", "= 920 MB");
        }
    }

    @Test
    void workersThatFitSurviveARollingRestart() throws IOException {
        try (Group group = Group.create(600);
                AppProcess app = AppProcess.startBy(group.starter(), AppProcess.packaged(APP))) {
            int port = app.awaitReady();
            app.awaitLine("Heap of each worker: at most \\d+ MB, as there are 600 MB of this container");
            TerminalRun roll = TerminalRun.of(AppProcess.packaged(APP), List.of("-Dquarkus.http.port=" + port),
                    "--cluster=restart", "--wait");
            assertThat(roll.out()).startsWith("2 workers replaced");
            assertThat(app.output()).noneMatch(line -> line.contains("ended by signal"));
            app.signal("TERM");
            app.awaitExit();
        }
    }

    @Test
    void aWorkerThatSomeoneKillsIsReportedWithItsLikelyCause() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            long worker = app.workers().get(0);
            AppProcess.kill(worker);
            app.awaitLine(
                    "pid " + worker + " was ended by signal 9 \\(KILL\\), which the cluster did not send: probably the kernel"
                            + " did, because memory has run out. Provide more memory");
        }
    }
}
