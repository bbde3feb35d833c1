package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The names of rooms that the application passes; none may be {@code null}.
 * <p>
 * Thread: any; stateless.
 */
public final class RoomNames {
    private RoomNames() {
    }

    /** @throws NullPointerException with a text, if there is no name */
    public static String checked(@Nullable String room) {
        return Objects.requireNonNull(room, "The name of a room must not be null");
    }

    /**
     * Returns rooms with more rooms, in the order in which they were named.
     *
     * @throws NullPointerException with a text, if a name is {@code null}
     */
    public static Set<String> union(Set<String> present, String... more) {
        if (present.isEmpty() && more.length == 1) {
            return Set.of(checked(more[0]));
        }
        Set<String> union = new LinkedHashSet<>(present);
        for (String room : more) {
            union.add(checked(room));
        }
        return Collections.unmodifiableSet(union);
    }
}
