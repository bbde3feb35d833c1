package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * Arguments in a tree, binary ones as binary nodes: those of packets with attachments.
 * <p>
 * Thread: any; immutable.
 */
final class TreeArguments implements TypedArguments {
    private final ArrayNode values;
    private final int first;
    private final ArgumentReaders readers;

    TreeArguments(ArrayNode values, int first, ArgumentReaders readers) {
        this.values = values;
        this.first = first;
        this.readers = readers;
    }

    @Override
    public int size() {
        return values.size() - first;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        JsonNode value = index < 0 ? null : values.get(first + index);
        if (value == null || value.isNull()) {
            return TypedArguments.missing(index, type);
        }
        if (type instanceof Class<?> c && TreeNode.class.isAssignableFrom(c) && c.isInstance(value)) {
            return value;
        }
        try {
            // JSON text is not taken for base64 here: the sender meant a string, not binary
            if (type == byte[].class && !value.isBinary()) {
                throw ArgumentReaders.notBinary(index);
            }
            return type == byte[].class ? value.binaryValue() : readers.of(type).readValue(value);
        } catch (IOException e) {
            throw ArgumentReaders.unreadable(index, type, e);
        }
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
