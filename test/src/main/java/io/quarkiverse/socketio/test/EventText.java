package io.quarkiverse.socketio.test;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;

/**
 * Events as texts of failure messages, of a limited length.
 * <p>
 * Thread: any; stateless.
 */
final class EventText {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_EVENTS = 20;

    private EventText() {
    }

    static String of(Arguments arguments) {
        try {
            String text = arguments.toList().stream().map(EventText::value).collect(Collectors.joining(", ", "[", "]"));
            return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        } catch (SocketIOException e) {
            return "[" + e.getMessage() + "]";
        }
    }

    private static String value(@Nullable Object value) {
        return value instanceof byte[] bytes ? "<" + bytes.length + " bytes>" : String.valueOf(value);
    }

    /** Returns which events arrived and were not taken. */
    static String list(Collection<ReceivedEvent> events) {
        if (events.isEmpty()) {
            return "no other event has arrived";
        }
        List<String> first = events.stream().limit(MAX_EVENTS).map(ReceivedEvent::toString).toList();
        return "these have arrived and were not taken: " + String.join(", ", first)
                + (events.size() > MAX_EVENTS ? " and " + (events.size() - MAX_EVENTS) + " more" : "");
    }
}
