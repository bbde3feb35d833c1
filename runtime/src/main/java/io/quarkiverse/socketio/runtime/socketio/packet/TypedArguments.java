package io.quarkiverse.socketio.runtime.socketio.packet;

import java.lang.reflect.Array;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;

/**
 * Arguments that can also be read as generic types, as handlers declare them. All arguments that the server passes to handlers
 * are.
 * <p>
 * Thread: any; immutable.
 */
public interface TypedArguments extends Arguments {

    /** As {@link #get(int, Class)}, also for types such as {@code List<Line>}. */
    @Nullable
    Object get(int index, Type type);

    @Override
    @SuppressWarnings("unchecked")
    default <T> @Nullable T get(int index, Class<T> type) {
        return (T) get(index, (Type) type);
    }

    /** Returns the value of an argument that is missing: zero for a primitive type, else {@code null}. */
    static @Nullable Object missing(int index, Type type) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("Argument " + index);
        }
        return type instanceof Class<?> c && c.isPrimitive() ? Array.get(Array.newInstance(c, 1), 0) : null;
    }
}
