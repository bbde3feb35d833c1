package io.quarkiverse.socketio.runtime.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the end of a worker that creates the class archive, in a process of its own. */
class WorkerExitTest {
    @TempDir
    Path directory;

    /** Leaves as a worker does. */
    static final class Leaving {
        public static void main(String[] reason) throws InterruptedException {
            if (reason[0].equals("orphan")) {
                WorkerExit.exitAsOrphan();
            } else {
                WorkerExit.exitGracefully();
            }
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private Path leave(String reason) throws IOException, InterruptedException {
        Path archive = directory.resolve(reason + ".jsa");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + archive, "-cp", jar() + File.pathSeparator + jarOf(Logger.class),
                Leaving.class.getName(), reason)
                .redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile()).start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return archive;
    }

    /** Returns a jar with the classes, as a JVM archives none of directories. */
    private Path jar() throws IOException {
        Path jar = directory.resolve("worker.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> each : List.of(WorkerExit.class, Leaving.class)) {
                String entry = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(entry));
                try (InputStream bytes = each.getClassLoader().getResourceAsStream(entry)) {
                    bytes.transferTo(out);
                }
            }
        }
        return jar;
    }

    private static String jarOf(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
    }

    @Test
    void aWorkerThatLeavesAsItShouldCreatesTheArchive() throws Exception {
        Path archive = leave("stop");
        assertThat(archive).as(Files.readString(directory.resolve("output"))).exists();
    }

    @Test
    void aWorkerWhosePrimaryIsGoneCreatesNoArchive() throws Exception {
        assertThat(leave("orphan")).doesNotExist();
        assertThat(Files.readString(directory.resolve("output"))).contains("The primary is gone: leaving");
    }
}
