package io.quarkiverse.socketio.it.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All events of a run, in the order in which they were recorded. Thread: any. */
final class History {
    private final List<Event> events = new ArrayList<>();
    private final AtomicInteger deliveries = new AtomicInteger();

    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    synchronized void add(Event event) {
        events.add(event);
        if (event instanceof Event.Got) {
            deliveries.incrementAndGet();
        }
    }

    int deliveries() {
        return deliveries.get();
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }
}
