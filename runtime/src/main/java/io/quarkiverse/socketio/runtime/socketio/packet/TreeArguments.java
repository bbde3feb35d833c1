package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Arguments that are each read as a tree when they are asked for, with binary values as binary nodes: those that Jackson cannot
 * read from the packet's bytes alone.
 * <p>
 * Thread: any; immutable.
 */
record TreeArguments(int size, Trees trees, ArgumentReaders readers) implements TypedArguments {

    /** Reads the tree of an argument. */
    interface Trees {
        /** Returns an argument that exists; {@code null} where it is {@code undefined}. */
        @Nullable
        JsonNode read(int index) throws IOException;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        try {
            JsonNode value = index < 0 || index >= size ? null : trees.read(index);
            return value == null || value.isNull() ? TypedArguments.missing(index, type) : read(index, value, type);
        } catch (IOException e) {
            throw ArgumentReaders.unreadable(this, index, type, e);
        }
    }

    private @Nullable Object read(int index, JsonNode value, Type type) throws IOException {
        if (type instanceof Class<?> c && TreeNode.class.isAssignableFrom(c) && c.isInstance(value)) {
            return value;
        }
        // JSON text is not taken for base64 here: the sender meant a string, not binary
        if (type == byte[].class && !value.isBinary()) {
            throw ArgumentReaders.notBinary(this, index);
        }
        return type == byte[].class ? value.binaryValue() : readers.of(type).readValue(value);
    }
}
