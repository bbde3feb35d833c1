package io.quarkiverse.socketio.runtime.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scheduler with virtual time. Thread: any. */
public final class ManualScheduler implements Scheduler {
    private record Entry(Duration at, Runnable task) {
    }

    private final List<Entry> entries = new ArrayList<>();
    private Duration now = Duration.ZERO;

    @Override
    public synchronized Runnable schedule(Duration delay, Runnable task) {
        Entry entry = new Entry(now.plus(delay), task);
        entries.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Entry entry) {
        entries.removeIf(present -> present == entry);
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        List<Entry> due;
        synchronized (this) {
            now = now.plus(time);
            due = entries.stream().filter(entry -> entry.at.compareTo(now) <= 0).toList();
            entries.removeAll(due);
        }
        due.forEach(entry -> entry.task.run());
    }

    /** Returns the number of pending tasks. */
    public synchronized int size() {
        return entries.size();
    }
}
