package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.BiConsumer;

/**
 * The process of a worker: prints its output, waits for its exit, and sends it signals.
 * <p>
 * Thread: any; {@link #start} blocks for some milliseconds.
 */
public final class WorkerProcess {
    private static final long LAST_LINES_MILLIS = 2000;

    private final Process process;
    private final String name;
    private final OutputPump out;
    private final OutputPump err;

    private WorkerProcess(Process process, String name, WorkerLines lines) {
        this.process = process;
        this.name = name;
        this.out = new OutputPump(name, process.getInputStream(), System.out, false, lines);
        this.err = new OutputPump(name, process.getErrorStream(), System.err, true, lines);
    }

    /**
     * @param exited called with the exit code and the last lines of output, or why the configuration was refused, after the last
     *        line of output was printed
     */
    static WorkerProcess start(ProcessBuilder command, String name, WorkerLines lines, BiConsumer<Integer, String> exited)
            throws IOException {
        // standard input is a pipe that is never written to: its end shows the worker that the primary is gone
        WorkerProcess worker = new WorkerProcess(command.start(), name, lines);
        Thread outThread = daemon(worker.out, name + "-out");
        Thread errThread = daemon(worker.err, name + "-err");
        daemon(() -> worker.awaitEnd(outThread, errThread, exited), name + "-exit");
        return worker;
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM. {@code Process.destroy()} would close the pipes and lose the last lines. */
    public void terminate() {
        process.toHandle().destroy();
    }

    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Sends SIGQUIT, upon which a JVM prints all its threads. */
    public void dumpThreads() {
        try {
            Process kill = new ProcessBuilder("kill", "-QUIT", Long.toString(pid())).start();
            kill.getOutputStream().close();
        } catch (IOException e) {
            PrintStream error = System.err;
            error.println("[" + name + "] no thread dump: " + e.getMessage());
        }
    }

    private void awaitEnd(Thread outThread, Thread errThread, BiConsumer<Integer, String> exited) {
        try {
            int code = process.waitFor();
            // a child process of the worker may keep the pipes open
            outThread.join(LAST_LINES_MILLIS);
            errThread.join(LAST_LINES_MILLIS);
            closeQuietly(process.getInputStream());
            closeQuietly(process.getErrorStream());
            String refusal = err.refusal(code);
            if (refusal != null) {
                exited.accept(Refusal.EXIT_CODE, refusal);
            } else {
                exited.accept(code, out.containsError() && !err.containsError() || err.lastLines().isEmpty()
                        ? out.lastLines()
                        : err.lastLines());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // the stream is not used any more
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "cluster-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
