package io.quarkiverse.socketio.runtime.cluster.link;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;

/**
 * The jar from which this process was started. A rolling restart may deploy another one to the same path, so a process remembers
 * when its own was written.
 * <p>
 * Thread: any; stateless.
 */
public final class ApplicationJar {
    private ApplicationJar() {
    }

    /** Returns when the first file of the class path was written, as an ISO instant in seconds; empty if that is not known. */
    public static String writtenAt() {
        try {
            Path jar = Path.of(System.getProperty("java.class.path", "").split(File.pathSeparator)[0]);
            return Files.isRegularFile(jar)
                    ? Files.getLastModifiedTime(jar).toInstant().truncatedTo(ChronoUnit.SECONDS).toString()
                    : "";
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
