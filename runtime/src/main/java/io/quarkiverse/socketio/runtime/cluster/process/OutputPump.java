package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Copies a worker's output to the primary's, line by line with a prefix, until its end.
 * <p>
 * Thread: its own, which it blocks; {@link #lastLines} from any.
 */
final class OutputPump implements Runnable {
    /** The maximum length of a line; a longer one is split. */
    private static final int MAX_LINE = 64 * 1024;
    private static final int LAST_LINES = 3;
    private static final Pattern FRAME = Pattern.compile("^\\s+at |^\\s*\\.\\.\\. \\d+ more");

    private final byte[] prefix;
    private final InputStream in;
    private final PrintStream out;
    private final WorkerLines lines;
    private final Deque<String> lastLines = new ArrayDeque<>();

    OutputPump(String prefix, InputStream in, PrintStream out, WorkerLines lines) {
        this.lines = lines;
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
        this.in = in;
        this.out = out;
    }

    /** Returns the last lines, without the frames of stack traces: they show best why the worker has exited. */
    synchronized String lastLines() {
        return String.join(" / ", lastLines);
    }

    boolean containsError() {
        String words = lastLines();
        return words.contains("ERROR") || words.contains("Error") || words.contains("Exception");
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
            out.flush();
        }
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
        String text = line.toString(StandardCharsets.UTF_8);
        remember(text);
        if (lines.isRepeated(text)) {
            line.reset();
            return;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(prefix.length + line.size() + 1);
        whole.writeBytes(prefix);
        whole.writeBytes(line.toByteArray());
        whole.write('\n');
        // in one piece, so that lines of several workers do not mix
        out.writeBytes(whole.toByteArray());
        line.reset();
    }
}
