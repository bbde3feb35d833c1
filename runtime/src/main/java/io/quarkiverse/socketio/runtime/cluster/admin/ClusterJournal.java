package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;

/**
 * The last events of the cluster, in the words of the primary's log. At most {@value #MAX_EVENTS} of at most
 * {@value #MAX_CHARS} characters are kept. What workers print is only in the log, as it may be confidential.
 * <p>
 * Thread: the primary's event loop.
 */
final class ClusterJournal {
    static final int MAX_EVENTS = 60;
    static final int MAX_CHARS = 300;

    private final Deque<Event> events = new ArrayDeque<>(MAX_EVENTS);

    /** @param at in milliseconds since 1970 */
    private record Event(long at, boolean warning, String text) {
        String json() {
            return "{\"at\":" + at + ",\"warning\":" + warning + ",\"text\":" + JsonString.of(text) + "}";
        }
    }

    void add(long at, boolean warning, String text) {
        int output = text.indexOf(Worker.LAST_LINES);
        String known = output < 0 ? text : text.substring(0, output) + "; its last lines are in the log";
        if (events.size() == MAX_EVENTS) {
            events.removeLast();
        }
        events.addFirst(new Event(at, warning, known.length() <= MAX_CHARS ? known : known.substring(0, MAX_CHARS - 1) + "…"));
    }

    /** Returns the events as a JSON array, the last one first. */
    String json() {
        return events.stream().map(Event::json).collect(Collectors.joining(",", "[", "]"));
    }
}
