package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;

/**
 * Arguments in a JSON array, binary ones as binary nodes.
 * <p>
 * Thread: any; immutable.
 */
public final class JsonArguments implements Arguments {
    private final ArrayNode values;
    private final int first;
    private final ObjectMapper mapper;

    JsonArguments(ArrayNode values, int first, ObjectMapper mapper) {
        this.values = values;
        this.first = first;
        this.mapper = mapper;
    }

    @Override
    public int size() {
        return values.size() - first;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(int index, Class<T> type) {
        return (T) get(index, (Type) type);
    }

    /** As {@link #get(int, Class)}, also for types such as {@code List<Line>}. */
    public @Nullable Object get(int index, Type type) {
        JsonNode value = values.get(first + index);
        if (value == null || value.isNull()) {
            return type instanceof Class<?> c && c.isPrimitive() ? Array.get(Array.newInstance(c, 1), 0) : null;
        }
        if (type instanceof Class<?> c && TreeNode.class.isAssignableFrom(c) && c.isInstance(value)) {
            return value;
        }
        try {
            if (type == byte[].class) {
                return binary(index, value);
            }
            return mapper.readerFor(mapper.constructType(type)).readValue(value);
        } catch (IOException e) {
            throw unreadable(index, type, e);
        }
    }

    /** JSON text is not taken for base64 here: the sender meant a string, not binary. */
    private byte[] binary(int index, JsonNode value) throws IOException {
        if (!value.isBinary()) {
            throw unreadable(index, byte[].class, null);
        }
        return value.binaryValue();
    }

    private static SocketIOException unreadable(int index, Type type, @Nullable IOException cause) {
        return new SocketIOException("Argument " + index + " cannot be read as " + type.getTypeName()
                + (cause == null ? ": it is not binary" : ": " + cause.getMessage()), cause);
    }

    @Override
    public List<@Nullable Object> toList() {
        List<@Nullable Object> list = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            list.add(get(i, Object.class));
        }
        return list;
    }
}
