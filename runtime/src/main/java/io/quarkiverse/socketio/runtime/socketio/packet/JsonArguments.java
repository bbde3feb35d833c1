package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The arguments in a JSON array that was checked; each is read from its own bytes when it is asked for.
 * <p>
 * Thread: any; immutable.
 */
final class JsonArguments implements TypedArguments {
    private final byte[] json;
    private final int array;
    private final int[] elements;
    private final int first;
    private final ArgumentReaders readers;

    /**
     * @param array where the array starts, which ends with the bytes
     * @param elements start and end of each element of the array; the arguments are those from {@code first} on
     */
    JsonArguments(byte[] json, int array, int[] elements, int first, ArgumentReaders readers) {
        this.json = json;
        this.array = array;
        this.elements = elements;
        this.first = first;
        this.readers = readers;
    }

    @Override
    public int size() {
        return elements.length / 2 - first;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        if (index < 0 || index >= size()) {
            return TypedArguments.missing(index, type);
        }
        int start = elements[2 * (first + index)];
        if (json[start] == 'n') {
            return TypedArguments.missing(index, type);
        }
        // JSON text is not taken for base64 here: the sender meant a string, not binary
        if (type == byte[].class) {
            throw ArgumentReaders.notBinary(this, index);
        }
        int end = elements[2 * (first + index) + 1];
        String plain = readers.readsStringsAs(type) ? JsonScanner.plainString(json, start, end) : null;
        if (plain != null) {
            return plain;
        }
        try {
            return readers.of(type).readValue(json, start, end - start);
        } catch (IOException e) {
            throw ArgumentReaders.unreadable(this, index, type, e);
        }
    }

    @Override
    public List<@Nullable Object> toList() {
        if (size() > 1) {
            try {
                List<@Nullable Object> all = readers.of(List.class).readValue(json, array, json.length - array);
                return all.subList(first, all.size());
            } catch (IOException e) {
                // read one after the other below, so that the failure names the argument
            }
        }
        return TypedArguments.super.toList();
    }
}
