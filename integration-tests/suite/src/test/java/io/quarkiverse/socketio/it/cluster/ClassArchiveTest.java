package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.ApplicationCopy;

/** Tests that the workers share the class archive next to the application. */
class ClassArchiveTest {
    /** Number of starts; {@code -Dstarts=5} or more measures what the archive saves. */
    private static final int STARTS = Integer.getInteger("starts", 1);

    @TempDir
    Path directory;

    @Test
    void allWorkersMapTheArchiveNextToTheJar() throws IOException {
        Path jar = ApplicationCopy.of(AppProcess.packaged("cluster-app"), directory.resolve("app"));
        Path archive = jar.resolveSibling("app-cds.jsa");
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        start(jar, archive, without);
        try (AppProcess training = AppProcess.start(jar, "-XX:ArchiveClassesAtExit=" + archive,
                "-Dquarkus.socketio.cluster.enabled=false")) {
            training.awaitLine("started in");
            training.signal("TERM");
            training.awaitExit();
        }
        assertThat(archive).exists();
        for (int i = 0; i < STARTS; i++) {
            start(jar, archive, with);
        }
        Path aside = directory.resolve("aside.jsa");
        Files.move(archive, aside);
        for (int i = 1; i < STARTS; i++) {
            start(jar, archive, without);
        }
        System.out.println("Workers started in " + without + " s without an archive of classes, " + with + " s with one of "
                + (Files.size(aside) >> 20) + " MB");
    }

    /** Starts one worker, so that it does not share the processors with another. */
    private static void start(Path jar, Path archive, List<Double> seconds) throws IOException {
        try (AppProcess app = AppProcess.start(jar, "-Dquarkus.socketio.cluster.workers=" + (STARTS > 1 ? 1 : 2))) {
            app.awaitReady();
            for (long worker : app.workers()) {
                String maps = Files.readString(Path.of("/proc", Long.toString(worker), "maps"));
                assertThat(maps.contains(archive.toString())).as("archive in process %d", worker)
                        .isEqualTo(Files.exists(archive));
            }
            seconds.add(Double.parseDouble(app.awaitLine("^\\[w1\\] .*started in ([0-9.]+)s").group(1)));
        }
    }
}
