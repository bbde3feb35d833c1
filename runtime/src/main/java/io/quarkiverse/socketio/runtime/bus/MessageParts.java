package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Divides what is too much for one message into parts of about a megabyte, as a bus limits the size of a message.
 * <p>
 * Thread: any; stateless.
 */
final class MessageParts {
    /** A part is closed when it has more bytes. */
    private static final int ENOUGH = 1 << 20;

    private MessageParts() {
    }

    /** @param more whether another part follows */
    record Part<T>(List<T> items, boolean more) {
    }

    /**
     * All items in their order; one part without any where there is none.
     *
     * @param bytes about how many an item takes
     */
    static <T> List<Part<T>> of(List<T> items, ToIntFunction<T> bytes) {
        List<Part<T>> parts = new ArrayList<>(1);
        int start = 0;
        long size = 0;
        for (int i = 0; i < items.size(); i++) {
            if (size > ENOUGH) {
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
