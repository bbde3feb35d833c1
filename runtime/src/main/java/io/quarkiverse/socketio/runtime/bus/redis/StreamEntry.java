package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.List;
import java.util.Map;

/**
 * An entry of a stream.
 * <p>
 * Thread: any; immutable.
 */
record StreamEntry(StreamId id, Map<String, String> fields) {
    /** About the bytes that an entry takes besides its fields. */
    private static final int ENTRY_BYTES = 200;

    /** Returns about the bytes that fields take. */
    static long bytes(Map<String, String> fields) {
        long bytes = ENTRY_BYTES;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            bytes += field.getKey().length() + field.getValue().length();
        }
        return bytes;
    }

    static long bytes(List<StreamEntry> entries) {
        return entries.stream().mapToLong(entry -> bytes(entry.fields)).sum();
    }
}
