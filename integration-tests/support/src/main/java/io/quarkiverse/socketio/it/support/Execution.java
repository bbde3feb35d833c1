package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. Thread: the test's. */
public final class Execution {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Execution() {
    }

    /** Returns the output of the program, errors included; fails unless it exits with 0. */
    public static String of(Path directory, List<String> command) {
        return of(directory, LIMIT, command);
    }

    /** As {@link #of(Path, List)}, with a longer time limit. */
    public static String of(Path directory, Duration limit, List<String> command) {
        try {
            Path log = Files.createTempFile("run", ".log");
            Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(log.toFile()).start();
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(log);
            Files.delete(log);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + (ended ? " failed:\n" : " did not end:\n") + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
