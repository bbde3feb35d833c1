package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The object that answers an event which could not be handled: its only argument. It says nothing about the application's code.
 * <p>
 * Thread: any; immutable.
 *
 * @param error the kind of error, for programs
 * @param message for people
 * @param details more values, by their names in the object
 */
public record ErrorAnswer(String error, String message, Map<String, ?> details) {
    static final ErrorAnswer INTERNAL = new ErrorAnswer("internal-error", "Internal error", Map.of());

    /** Returns the object as it is serialised. */
    public Map<String, Object> toValue() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("error", error);
        value.put("message", message);
        value.putAll(details);
        return value;
    }
}
