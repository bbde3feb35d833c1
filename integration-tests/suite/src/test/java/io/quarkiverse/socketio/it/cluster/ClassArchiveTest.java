package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.ApplicationCopy;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests that the workers share the class archive next to the application, and that one of them creates it. */
class ClassArchiveTest {
    /** Number of starts; {@code -Dstarts=5} or more measures what the archive saves. */
    private static final int STARTS = Integer.getInteger("starts", 1);

    private static final String ON = "-Dquarkus.socketio.cluster.worker.class-archive=true";

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

    @Test
    void theFirstWorkerThatExitsCreatesTheArchiveForThoseThatFollow() throws IOException {
        Path jar = ApplicationCopy.of(AppProcess.packaged("cluster-app"), directory.resolve("app"));
        try (AppProcess app = AppProcess.start(jar, ON)) {
            app.awaitReady();
            app.workers().forEach(worker -> assertThat(mapped(worker)).isEmpty());
            stop(app);
            app.awaitLine("Workers start with the class archive .* from now on");
        }
        Path first = archives(jar).get(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first))).isEqualTo("rw-------");
        try (AppProcess app = AppProcess.start(jar, ON)) {
            app.awaitReady();
            assertThat(app.workers()).hasSize(2)
                    .allSatisfy(worker -> assertThat(mapped(worker)).containsOnly(first.toString()));
            stop(app);
        }
        assertThat(archives(jar)).containsExactly(first);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() - 10_000));
        try (AppProcess app = AppProcess.start(jar, ON)) {
            app.awaitReady();
            app.signal("USR1");
            app.awaitLine("Workers start with the class archive .* from now on");
            app.awaitLine("Rolling restart finished");
            stop(app);
        }
        assertThat(archives(jar)).hasSize(1).doesNotContain(first);
    }

    @Test
    void aKilledWorkerCreatesNone() throws IOException {
        Path jar = ApplicationCopy.of(AppProcess.packaged("cluster-app"), directory.resolve("app"));
        try (AppProcess app = AppProcess.start(jar, ON, "-Dquarkus.socketio.cluster.workers=1")) {
            app.awaitReady();
            AppProcess.kill(app.workers().get(0));
            app.awaitLine("starting it again");
            app.await("another worker", () -> app.readyWorkers().size() == 1);
            assertThat(archives(jar)).isEmpty();
        }
    }

    @Test
    void thereIsNoneIfItIsNotWanted() throws IOException {
        Path jar = ApplicationCopy.of(AppProcess.packaged("cluster-app"), directory.resolve("app"));
        try (AppProcess app = AppProcess.start(jar, "-Dquarkus.socketio.cluster.worker.class-archive=false")) {
            app.awaitReady();
            stop(app);
        }
        assertThat(archives(jar)).isEmpty();
    }

    /** Needs {@code setpriv} of util-linux, with which root starts the application without the privilege to write everywhere. */
    @Test
    @Requires("setpriv")
    void anApplicationThatCannotWriteNextToItsJarRunsWithoutArchive() throws IOException {
        Path jar = ApplicationCopy.of(AppProcess.packaged("cluster-app"), directory.resolve("app"));
        Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        try (AppProcess app = AppProcess.startBy(
                root ? List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") : List.of(), jar, ON)) {
            app.awaitReady();
            stop(app);
        } finally {
            Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertThat(archives(jar)).isEmpty();
    }

    private static void stop(AppProcess app) {
        app.signal("TERM");
        assertThat(app.awaitExit()).isZero();
        assertThat(app.output()).noneMatch(line -> line.contains("WARN"));
    }

    private static List<Path> archives(Path jar) throws IOException {
        try (Stream<Path> files = Files.list(jar.getParent())) {
            return files.filter(file -> file.getFileName().toString().contains(".jsa")).toList();
        }
    }

    /** Returns the archives that a process has mapped, besides those of its JVM. */
    private static Set<String> mapped(long pid) {
        try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
            return maps.filter(line -> line.contains(".workers-")).map(line -> line.substring(line.indexOf('/')))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
