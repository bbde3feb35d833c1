package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Copies a worker's output to the primary's, line by line with the name of the worker, until its end.
 * <p>
 * Thread: its own, which it blocks; {@link #lastLines} from any.
 */
final class OutputPump implements Runnable {
    /** The maximum length of a line; a longer one is split. */
    private static final int MAX_LINE = 64 * 1024;
    private static final int LAST_LINES = 3;
    private static final Pattern FRAME = Pattern.compile("^\\s+at |^\\s*\\.\\.\\. \\d+ more");

    private final String worker;
    private final InputStream in;
    private final PrintStream out;
    private final boolean error;
    private final WorkerLines lines;
    private final Deque<String> lastLines = new ArrayDeque<>();
    /** The lines of a JVM that probably cannot start; printed with the next line, if it could. */
    private final List<byte[]> heldLines = new ArrayList<>();
    private boolean printed;
    private @Nullable String refusal;

    /** @param error whether it is standard error */
    OutputPump(String worker, InputStream in, PrintStream out, boolean error, WorkerLines lines) {
        this.worker = worker;
        this.in = in;
        this.out = out;
        this.error = error;
        this.lines = lines;
    }

    /** Returns the last lines, without the frames of stack traces: they show best why the worker has exited. */
    synchronized String lastLines() {
        return String.join(" / ", lastLines);
    }

    boolean containsError() {
        String words = lastLines();
        return words.contains("ERROR") || words.contains("Error") || words.contains("Exception");
    }

    /** Returns why the process has refused its configuration and exited; {@code null} if it has not. */
    synchronized @Nullable String refusal(int exitCode) {
        if (exitCode == Refusal.EXIT_CODE) {
            return refusal != null ? refusal : String.valueOf(lastLines.peekLast());
        }
        return refusalOfJvm();
    }

    private synchronized @Nullable String refusalOfJvm() {
        return Refusal.ofJvm(heldLines.stream().map(lines.format::text).toList(), lines.jvmOptions);
    }

    private synchronized void remember(String line) {
        if (!line.isBlank() && !FRAME.matcher(line).find()) {
            lastLines.add(line.strip());
            if (lastLines.size() > LAST_LINES) {
                lastLines.remove();
            }
        }
    }

    @Override
    public void run() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        try (in) {
            for (int count; (count = in.read(chunk)) >= 0;) {
                split(chunk, count, line);
                out.flush();
            }
        } catch (IOException e) {
            // the process is gone
        }
        if (line.size() > 0) {
            print(line);
        }
        if (refusalOfJvm() == null) {
            printHeld();
        }
        out.flush();
    }

    private void split(byte[] chunk, int count, ByteArrayOutputStream line) {
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                line.write(chunk, start, i - start);
                print(line);
                start = i + 1;
            }
        }
        line.write(chunk, start, count - start);
        if (line.size() > MAX_LINE) {
            print(line);
        }
    }

    private void print(ByteArrayOutputStream line) {
        byte[] bytes = line.toByteArray();
        line.reset();
        String text = lines.format.text(bytes);
        remember(text);
        if (error && isOfRefusal(text, bytes) || lines.isRepeated(text) || !printed && text.isBlank()) {
            return; // a blank line comes before Quarkus' banner
        }
        printHeld();
        print(lines.withoutSocket(text, bytes));
    }

    private synchronized boolean isOfRefusal(String text, byte[] bytes) {
        String problem = Refusal.problemIn(text);
        if (problem != null) {
            refusal = problem;
        } else if (!printed && Refusal.isOfJvm(text)) {
            heldLines.add(bytes);
            return true;
        }
        return problem != null;
    }

    private synchronized void printHeld() {
        heldLines.forEach(this::print);
        heldLines.clear();
    }

    private void print(byte[] bytes) {
        printed = true;
        byte[] formatted = lines.format.format(worker, bytes, error);
        byte[] whole = Arrays.copyOf(formatted, formatted.length + 1);
        whole[formatted.length] = '\n';
        // in one piece, so that lines of several workers do not mix
        out.writeBytes(whole);
    }
}
