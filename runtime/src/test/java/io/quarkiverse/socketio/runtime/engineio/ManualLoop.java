package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * An event loop whose tasks run on request of the test, with virtual time.
 * <p>
 * Thread: that of the test.
 */
public final class ManualLoop implements EventLoop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(
            Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
    private long now = 1_000_000_000L;
    private long scheduled;
    private boolean running;

    private record Alarm(long at, long number, Runnable task) {
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs a task in this loop, and all tasks that follow from it, without timers. */
    public void perform(Runnable task) {
        execute(task);
        runAll();
    }

    /** Runs all waiting tasks and due timers. */
    public void runAll() {
        if (running) {
            throw new IllegalStateException("a task runs the loop");
        }
        for (Runnable task = next(); task != null; task = next()) {
            running = true;
            try {
                task.run();
            } finally {
                running = false;
            }
        }
    }

    private Runnable next() {
        while (!alarms.isEmpty() && alarms.element().at <= now) {
            tasks.add(alarms.remove().task);
        }
        return tasks.poll();
    }

    /** Lets time pass, each timer firing when it is due. */
    public void advance(Duration time) {
        runAll();
        long end = now + time.toNanos();
        while (!alarms.isEmpty() && alarms.element().at <= end) {
            now = Math.max(now, alarms.element().at);
            runAll();
        }
        now = end;
    }

    public void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Lets time pass while the loop is busy elsewhere: timers that became due fire with the next {@link #runAll}. */
    public void stall(Duration time) {
        now += time.toNanos();
    }

    /** Returns the number of pending timers. */
    public int timers() {
        return alarms.size();
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        boolean[] cancelled = { false };
        Alarm alarm = new Alarm(now + delay.toNanos(), scheduled++, () -> {
            if (!cancelled[0]) {
                task.run();
            }
        });
        alarms.add(alarm);
        return () -> {
            cancelled[0] = true;
            alarms.remove(alarm);
        };
    }

    @Override
    public long nanoTime() {
        return now;
    }
}
