package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.settings.LineFormat;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.WorkerHeap;

/** Tests the command lines of workers when the path of the jar changes from one build to another. */
class WorkerLauncherTest {
    @TempDir
    Path home;

    @Test
    void theClassArchiveIsThatOfTheBuildBehindThePath() throws IOException {
        Path with = Files.createDirectory(home.resolve("1"));
        Files.createFile(with.resolve("app-cds.jsa"));
        Path without = Files.createDirectory(home.resolve("2"));
        Path current = home.resolve("current");
        String jar = current.resolve("quarkus-run.jar").toString();
        lead(current, with);
        try (WorkerLauncher launcher = new WorkerLauncher(
                new PrimarySettings.Launch(List.of("-Xmx1g"), Map.of(), true, Optional.empty(), WorkerHeap.JVM,
                        LineFormat.PLAIN, true),
                2, home,
                HandoffMode.PROXY, "",
                List.of("java", "-jar", jar))) {
            String option = "-XX:SharedArchiveFile=" + current.resolve("app-cds.jsa");
            assertThat(launcher.command(1)).contains(option, "-Xmx1g", jar);
            lead(current, without);
            assertThat(launcher.command(1)).doesNotContain(option).contains("-Xmx1g", jar);
            lead(current, with);
            assertThat(launcher.command(1)).contains(option);
        }
    }

    private static void lead(Path link, Path to) throws IOException {
        Path next = Files.createSymbolicLink(link.resolveSibling("next"), to);
        Files.move(next, link, StandardCopyOption.REPLACE_EXISTING);
    }
}
