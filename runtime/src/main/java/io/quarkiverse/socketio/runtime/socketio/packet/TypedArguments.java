package io.quarkiverse.socketio.runtime.socketio.packet;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.Arguments;

/**
 * Arguments that can also be read as generic types, as handlers declare them. All arguments that the server passes to handlers
 * are.
 * <p>
 * Thread: any; immutable.
 */
public interface TypedArguments extends Arguments {
    /** The types that have a value for what is missing. */
    Map<Type, Object> EMPTY = Map.of(Optional.class, Optional.empty(), OptionalInt.class, OptionalInt.empty(),
            OptionalLong.class,
            OptionalLong.empty(), OptionalDouble.class, OptionalDouble.empty());

    /** As {@link #get(int, Class)}, also for types such as {@code List<Line>}. */
    @Nullable
    Object get(int index, Type type);

    @Override
    @SuppressWarnings("unchecked")
    default <T> @Nullable T get(int index, Class<T> type) {
        return (T) get(index, (Type) type);
    }

    @Override
    @SuppressWarnings("unchecked")
    default <T> @Nullable T get(int index, TypeReference<T> type) {
        return (T) get(index, type.getType());
    }

    @Override
    default List<@Nullable Object> toList() {
        List<@Nullable Object> list = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            list.add(get(i, Object.class));
        }
        return list;
    }

    /** Returns the value of an argument that is missing: zero for a primitive type, an empty optional, else {@code null}. */
    static @Nullable Object missing(int index, Type type) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("Argument " + index);
        }
        if (type instanceof Class<?> c && c.isPrimitive()) {
            return Array.get(Array.newInstance(c, 1), 0);
        }
        return EMPTY.get(type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }
}
