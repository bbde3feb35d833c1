package io.quarkiverse.socketio.runtime.cluster.settings;

/**
 * What decides about the largest heap of a worker.
 *
 * @param bytes the size if it was configured, else 0
 */
public record WorkerHeap(Kind kind, long bytes) {
    /** The primary divides the memory. */
    public static final WorkerHeap AUTO = new WorkerHeap(Kind.AUTO, 0);
    /** The JVM of each worker, as if it were alone. */
    public static final WorkerHeap JVM = new WorkerHeap(Kind.JVM, 0);

    /** Who decides. */
    public enum Kind {
        AUTO,
        JVM,
        SIZE
    }

    public static WorkerHeap of(long bytes) {
        return new WorkerHeap(Kind.SIZE, bytes);
    }
}
