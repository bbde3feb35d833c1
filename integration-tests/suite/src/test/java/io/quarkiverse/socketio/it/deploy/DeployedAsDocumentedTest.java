package io.quarkiverse.socketio.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.Requires;

/** Starts a cluster as the Dockerfile and the unit of systemd on the page of deployment do. */
class DeployedAsDocumentedTest {
    private static final Path ATTACHMENTS = Path.of("..", "..", "docs", "modules", "ROOT", "attachments");

    /** Returns the options of the JVM in the ENTRYPOINT. */
    private static List<String> entryPoint() throws IOException {
        Matcher found = Pattern.compile("^ENTRYPOINT (\\[.*])$", Pattern.MULTILINE)
                .matcher(Files.readString(ATTACHMENTS.resolve("chat.dockerfile")));
        assertThat(found.find()).isTrue();
        List<String> command = new ObjectMapper().readValue(found.group(1), new TypeReference<>() {
        });
        assertThat(command).startsWith("java").endsWith("-jar", "quarkus-run.jar");
        return command.subList(1, command.size() - 2);
    }

    private static char state(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return '-';
        }
    }

    private static ProcessHandle primary(AppProcess app) {
        return ProcessHandle.of(app.pid()).orElseThrow().children().findFirst().orElseThrow();
    }

    /** Whether the kernel lets this user create namespaces. */
    private static boolean works(List<String> container) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(container);
        command.add("true");
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    @Requires("unshare")
    void asProcessOneOfAContainerThePrimaryReapsItsWorkersAndStopsUponTerm() throws Exception {
        List<String> container = List.of("unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc");
        assumeThat(works(container)).as("this user may create namespaces").isTrue();
        String[] options = Stream.concat(entryPoint().stream(), Stream.of(
                "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=0", "-Dquarkus.socketio.cluster.workers=2"))
                .toArray(String[]::new);
        try (AppProcess app = AppProcess.startBy(container, AppProcess.packaged("cluster-app"), options)) {
            app.awaitReady();
            ProcessHandle primary = primary(app);
            assertThat(Files.readString(Path.of("/proc/" + primary.pid() + "/status"))).containsPattern("NSpid:.*\\s1\n");
            ProcessHandle worker = primary.children().findFirst().orElseThrow();
            AppProcess.kill(worker.pid());
            app.await("a third worker", () -> app.output().stream().filter(line -> line.contains(" is ready")).count() >= 3);
            assertThat(primary.children().map(DeployedAsDocumentedTest::state)).doesNotContain('Z').hasSize(2);
            AppProcess.signal(primary.pid(), "TERM");
            assertThat(app.awaitExit()).isZero();
            app.awaitLine("Cluster stopped");
        }
    }

    @Test
    @Requires("systemd-analyze")
    void theUnitOfSystemdIsValid() {
        String problems = Execution.of(ATTACHMENTS, List.of("systemd-analyze", "verify", "--man=no", "./chat.service"));
        assertThat(problems).doesNotContain("Unknown key", "Failed to parse", "Invalid");
    }
}
