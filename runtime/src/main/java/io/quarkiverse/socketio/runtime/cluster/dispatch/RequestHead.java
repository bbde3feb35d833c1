package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * The header fields of a request's head, as far as they have come.
 * <p>
 * Thread: any.
 */
record RequestHead(String head) {

    /** The value of the first field of that name; empty text when there is none. */
    String value(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** The values of all fields of that name, in their order, trimmed. */
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
