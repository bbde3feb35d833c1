package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;

/** Tests that each process of a cluster writes, and renames, log files of its own. */
class LogFilesOfProcessesTest {
    private static final String APP = "cluster-app";

    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void stop(AppProcess app) {
        app.signal("TERM");
        assertThat(app.awaitExit()).isZero();
    }

    private String path() {
        return "-Dquarkus.log.file.path=" + directory.resolve("quarkus.log");
    }

    @Test
    void eachProcessHasAFileOfItsOwn() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.log.file.enabled=true", path())) {
            stop(app);
        }
        assertThat(names()).containsExactly("quarkus-w1.log", "quarkus-w2.log", "quarkus.log");
        assertThat(Files.readString(directory.resolve("quarkus.log"))).contains("Cluster of 2 workers ready")
                .doesNotContain("started in");
        for (String worker : List.of("quarkus-w1.log", "quarkus-w2.log")) {
            assertThat(Files.readString(directory.resolve(worker))).containsOnlyOnce("started in").doesNotContain("Cluster of");
        }
    }

    @Test
    void eachProcessRenamesOnlyItsOwnFiles() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.log.file.enabled=true", path(),
                "-Dquarkus.log.file.rotation.max-file-size=200", "-Dquarkus.log.file.rotation.max-backup-index=9")) {
            stop(app);
        }
        assertThat(names()).contains("quarkus.log.1", "quarkus-w1.log.1", "quarkus-w2.log.1")
                .allMatch(name -> name.matches("quarkus(-w1|-w2)?\\.log(\\.\\d+)?"));
    }

    @Test
    void aSingleProcessKeepsTheName() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.log.file.enabled=true", path(),
                "-Dquarkus.socketio.cluster.enabled=false")) {
            app.awaitLine("started in");
            app.signal("TERM");
            app.awaitExit();
        }
        assertThat(names()).containsExactly("quarkus.log");
    }
}
