package io.quarkiverse.socketio.runtime.cluster.process;

/**
 * Divides the memory of a container or machine among the processes of a cluster: one primary, the workers, and one worker more
 * while a rolling restart replaces them.
 * <p>
 * The numbers are those of a small application on JDK 17 after some thousand requests, rounded up: the primary took 60 to 79 MB,
 * a worker with a heap of 64 MB 101 to 110 MB besides files that processes share. Its native memory (classes, compiled code,
 * stacks, the collector) grows little with the heap, the buffers of its connections do.
 * <p>
 * Thread: any; immutable.
 *
 * @param memory in bytes, as {@code kept}
 * @param limited whether the memory is that of a container, in which there is little else
 * @param workers the most workers
 * @param kept the memory that the primary may use for saved sessions
 */
record MemoryPlan(long memory, boolean limited, int workers, long kept) {
    private static final long MB = 1 << 20;
    private static final long PRIMARY = 80 * MB;
    /** The native memory of a worker that does not depend on its heap. */
    private static final long NATIVE = 80 * MB;
    /** A worker takes the native memory and 5 quarters of its heap: a quarter for buffers and the collector. */
    private static final int HEAP_QUARTERS = 5;
    /** With less, an application spends its time collecting garbage, if it starts at all. */
    private static final long LEAST_HEAP = 32 * MB;
    /** Workers never get more than the JVM alone would take. */
    private static final int JVM_SHARE = 4;
    private static final int PERCENT_OF_CONTAINER = 90;
    private static final int PERCENT_OF_MACHINE = 75;

    /** Returns the heap of each worker in bytes, a number of megabytes; less than {@link #fits} requires if it does not fit. */
    long heap() {
        long heap = (share() - NATIVE) * 4 / HEAP_QUARTERS;
        return Math.max(0, Math.min(heap, memory / JVM_SHARE)) / MB * MB;
    }

    boolean fits() {
        return heap() >= LEAST_HEAP;
    }

    /** Returns whether all processes fit if each worker has that heap. */
    boolean fits(long heap) {
        return need(heap, workers) <= usable();
    }

    private long usable() {
        return memory / 100 * percent();
    }

    private int percent() {
        return limited ? PERCENT_OF_CONTAINER : PERCENT_OF_MACHINE;
    }

    /** Returns the memory of each worker. */
    private long share() {
        return (usable() - PRIMARY - kept) / (workers + 1);
    }

    private static long worker(long heap) {
        return NATIVE + heap * HEAP_QUARTERS / 4;
    }

    private long need(long heap, int count) {
        return PRIMARY + kept + (count + 1) * worker(heap);
    }

    /** Returns the most workers that fit with the smallest heap. */
    private long mostWorkers() {
        return (usable() - PRIMARY - kept) / worker(LEAST_HEAP) - 1;
    }

    /** Returns how much memory is needed where, for instance {@code 300 MB of this container, of which 270 MB (90 %)}. */
    private String where() {
        return mb(memory) + " of this " + (limited ? "container" : "machine") + ", of which the cluster uses " + mb(usable())
                + " (" + percent() + " %)";
    }

    /** Returns the sum with a heap, for instance {@code 80 MB for the primary + 3 × (80 MB + 1.25 × 32 MB heap) = 440 MB}. */
    private String sum(long heap) {
        return mb(PRIMARY + kept) + " for the primary + " + (workers + 1) + " × (" + mb(NATIVE) + " + 1.25 × " + mb(heap)
                + " heap) = " + mb(need(heap, workers)) + ", with one worker more during a rolling restart";
    }

    String describe() {
        return "Heap of each worker: at most " + mb(heap()) + ", as there are " + where() + ": " + sum(heap());
    }

    String whyNotFitting() {
        String fewer = mostWorkers() < 1 ? ""
                : "Set quarkus.socketio.cluster.workers=" + mostWorkers() + " or fewer"
                        + " (autoscale.max too), or provide ";
        return workers + (workers == 1 ? " worker does" : " workers do") + " not fit in the " + where() + ": "
                + sum(LEAST_HEAP) + ". " + (fewer.isEmpty() ? "Provide " : fewer)
                + mb(need(LEAST_HEAP, workers) * 100 / percent() + MB) + " of memory, or decide on the heap yourself with"
                + " quarkus.socketio.cluster.worker.heap=<size>, or =jvm to leave it to each JVM";
    }

    /** @param heap that was configured */
    String whyNotFitting(long heap) {
        return "quarkus.socketio.cluster.worker.heap is too large for the " + where() + ": " + sum(heap)
                + ". The kernel may kill workers that use it all";
    }

    private static String mb(long bytes) {
        return bytes / MB + " MB";
    }
}
