package io.quarkiverse.socketio.runtime.engineio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tasks of many sessions with one argument, such as those that send the packet of a broadcast. The tasks of sessions that are
 * idle are run by one action for each thread, which saves a queue entry and a wake-up of the thread for each of them; any other
 * session gets a task of its own. Each session runs its tasks in the same order as without a group.
 * <p>
 * Thread: any, one at a time; {@link #start} must follow, also after a failure.
 */
public final class TaskGroup<T> {
    /** Tasks that one action runs, after which the thread turns to its other work. */
    static final int MOST_AT_ONCE = 256;

    private final T argument;
    private final List<Batch> batches = new ArrayList<>(4);

    public TaskGroup(T argument) {
        this.argument = argument;
    }

    /** Returns what the tasks are called with. */
    public T argument() {
        return argument;
    }

    /** Adds a task, which may run at once; at the latest, {@link #start} submits it. */
    public void add(EventLoop loop, Consumer<? super T> task) {
        EventLoop.Claimed claimed = loop.claim();
        if (claimed == null) {
            loop.run(() -> task.accept(argument));
        } else {
            batchOf(claimed.thread()).add(claimed, task);
        }
    }

    private Batch batchOf(Object thread) {
        for (Batch batch : batches) {
            if (batch.thread == thread) {
                return batch;
            }
        }
        Batch added = new Batch(thread);
        batches.add(added);
        return added;
    }

    /** Runs the tasks of the idle sessions of the current thread, and submits those of the other threads. */
    public void start() {
        Batch here = null;
        for (Batch batch : batches) {
            if (batch.loops.get(0).isOnThread()) {
                here = batch;
            } else {
                batch.post();
            }
        }
        if (here != null) {
            here.run();
        }
    }

    /** The tasks of the claimed loops of one thread. */
    private final class Batch implements Runnable {
        private final Object thread;
        private final List<EventLoop.Claimed> loops = new ArrayList<>();
        private final List<Consumer<? super T>> tasks = new ArrayList<>();
        private int next;

        Batch(Object thread) {
            this.thread = thread;
        }

        void add(EventLoop.Claimed loop, Consumer<? super T> task) {
            loops.add(loop);
            tasks.add(task);
        }

        void post() {
            loops.get(next).post(this);
        }

        @Override
        public void run() {
            int end = Math.min(loops.size(), next + MOST_AT_ONCE);
            while (next < end) {
                int i = next++;
                loops.get(i).run(tasks.get(i), argument);
            }
            if (next < loops.size()) {
                post();
            }
        }
    }
}
