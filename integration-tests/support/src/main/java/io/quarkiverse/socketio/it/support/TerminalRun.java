package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A packaged application that was started in a terminal and has ended by itself, for instance to send a command to a cluster.
 * Thread: the test's.
 *
 * @param out standard output
 * @param err standard error
 */
public record TerminalRun(int exitCode, String out, String err) {

    /** Starts an application and waits for its end. */
    public static TerminalRun of(Path jar, List<String> options, String... arguments) {
        return by(List.of(), jar, options, arguments);
    }

    /** Starts it through a program that executes a command line: {@code setpriv --reuid=65534}, for instance. */
    public static TerminalRun by(List<String> program, Path jar, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static TerminalRun run(List<String> command) {
        try {
            Path out = Files.createTempFile("run", ".out");
            Path err = Files.createTempFile("run", ".err");
            Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            boolean ended = process.waitFor(AppProcess.LIMIT.toSeconds(), TimeUnit.SECONDS);
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
            TerminalRun run = new TerminalRun(process.waitFor(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            if (!ended) {
                throw new AssertionError(String.join(" ", command) + " did not end: " + run);
            }
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
