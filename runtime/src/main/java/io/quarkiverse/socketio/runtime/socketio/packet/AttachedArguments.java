package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The arguments of a packet with attachments, which replace their placeholders when an argument is read. The placeholders were
 * checked before.
 * <p>
 * Thread: any; immutable.
 */
final class AttachedArguments extends TreeArguments {
    private final byte[] json;
    private final int[] elements;
    private final int first;
    private final List<byte[]> attachments;
    private final ArgumentReaders readers;

    /** @param elements start and end of each element of the array; the arguments are those from {@code first} on */
    AttachedArguments(byte[] json, int[] elements, int first, List<byte[]> attachments, ArgumentReaders readers) {
        super(elements.length / 2 - first, readers);
        this.json = json;
        this.elements = elements;
        this.first = first;
        this.attachments = attachments;
        this.readers = readers;
    }

    @Override
    JsonNode tree(int index) throws IOException {
        int start = elements[2 * (first + index)];
        return filled(readers.tree(json, start, elements[2 * (first + index) + 1] - start));
    }

    private JsonNode filled(JsonNode node) {
        if (BooleanNode.TRUE.equals(node.get("_placeholder"))) {
            return BinaryNode.valueOf(attachments.get(node.path("num").intValue()));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, @Nullable JsonNode> field : object.properties()) {
                field.setValue(filled(field.getValue()));
            }
        }
        return node;
    }
}
