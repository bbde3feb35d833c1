package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * The header fields of a request's head, as far as it was received.
 * <p>
 * Thread: any.
 */
record RequestHead(String head) {

    /** Returns the value of the first field of a name; empty text when there is none. */
    String value(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Returns the values of all fields of a name, in their order, trimmed. */
    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        head.lines().skip(1).takeWhile(line -> !line.isEmpty()).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
                values.add(line.substring(colon + 1).trim());
            }
        });
        return values;
    }
}
