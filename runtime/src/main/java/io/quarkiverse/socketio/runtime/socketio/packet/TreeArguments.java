package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Arguments that are each read as a tree when they are asked for, with binary values as binary nodes: those that Jackson cannot
 * read from the packet's bytes alone.
 * <p>
 * Thread: any; immutable.
 */
abstract class TreeArguments implements TypedArguments {
    private final int size;
    private final ArgumentReaders readers;

    TreeArguments(int size, ArgumentReaders readers) {
        this.size = size;
        this.readers = readers;
    }

    /** Returns an argument that exists; {@code null} where it is {@code undefined}. */
    abstract @Nullable JsonNode tree(int index) throws IOException;

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        try {
            JsonNode value = index < 0 || index >= size ? null : tree(index);
            return value == null || value.isNull() ? TypedArguments.missing(index, type) : read(index, value, type);
        } catch (IOException e) {
            throw ArgumentReaders.unreadable(index, type, e);
        }
    }

    private @Nullable Object read(int index, JsonNode value, Type type) throws IOException {
        if (type instanceof Class<?> c && TreeNode.class.isAssignableFrom(c) && c.isInstance(value)) {
            return value;
        }
        // JSON text is not taken for base64 here: the sender meant a string, not binary
        if (type == byte[].class && !value.isBinary()) {
            throw ArgumentReaders.notBinary(index);
        }
        return type == byte[].class ? value.binaryValue() : readers.of(type).readValue(value);
    }

    @Override
    public List<@Nullable Object> toList() {
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(get(i, Object.class));
        }
        return list;
    }
}
