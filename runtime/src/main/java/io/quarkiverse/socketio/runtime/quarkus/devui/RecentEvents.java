package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The newest events, at most {@value #MAX_EVENTS} of them and {@value #MAX_BYTES} bytes; older ones are dropped. Each event has
 * a number, by which readers continue where they have stopped.
 * <p>
 * Thread: any.
 */
final class RecentEvents {
    static final int MAX_EVENTS = 1000;
    static final int MAX_BYTES = 1_000_000;

    /** Guarded by this, as are all below. */
    private final Deque<LoggedEvent> events = new ArrayDeque<>();
    private long bytes;
    /** The number of the newest event; the first one has number 1. */
    private long last;

    /** The number of the newest event, and the events selected, the oldest one first. */
    record Part(long last, List<LoggedEvent> events) {
    }

    synchronized void add(LoggedEvent event) {
        events.addLast(event);
        bytes += event.bytes();
        last++;
        while (events.size() > MAX_EVENTS || bytes > MAX_BYTES) {
            bytes -= events.removeFirst().bytes();
        }
    }

    /** Returns the events after that number which the filter selects. */
    synchronized Part after(long number, EventFilter filter) {
        List<LoggedEvent> selected = new ArrayList<>();
        Iterator<LoggedEvent> newestFirst = events.descendingIterator();
        for (long next = last; next > number && newestFirst.hasNext(); next--) {
            LoggedEvent event = newestFirst.next();
            if (filter.selects(event)) {
                selected.add(event);
            }
        }
        Collections.reverse(selected);
        return new Part(last, selected);
    }

    /** Returns the number of the newest event; 0 if there was none. */
    synchronized long last() {
        return last;
    }

    synchronized void clear() {
        events.clear();
        bytes = 0;
    }
}
