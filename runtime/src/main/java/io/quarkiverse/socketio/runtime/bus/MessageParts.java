package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Divides lists of items that are too large for one message into parts, as buses limit the size of messages.
 * <p>
 * Thread: any; stateless.
 */
final class MessageParts {
    private MessageParts() {
    }

    /** @param more whether another part follows */
    record Part<T>(List<T> items, boolean more) {
    }

    /**
     * Returns all items in their order; one empty part if there are none.
     *
     * @param maxBytes a part is closed when it is larger
     * @param bytes returns about the bytes that an item takes
     */
    static <T> List<Part<T>> of(List<T> items, int maxBytes, ToIntFunction<T> bytes) {
        List<Part<T>> parts = new ArrayList<>(1);
        int start = 0;
        long size = 0;
        for (int i = 0; i < items.size(); i++) {
            if (size > maxBytes) {
                parts.add(new Part<>(items.subList(start, i), true));
                start = i;
                size = 0;
            }
            size += bytes.applyAsInt(items.get(i));
        }
        parts.add(new Part<>(items.subList(start, items.size()), false));
        return parts;
    }
}
