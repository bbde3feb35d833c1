package io.quarkiverse.socketio.runtime.engineio;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A map of header fields, or of query parameters, that is kept as long as a session: all names and values are in one string,
 * which takes a fifth of the memory of an ordinary map. Each look-up reads the string.
 * <p>
 * Thread: any; immutable.
 */
public abstract class PackedFields<V> extends AbstractMap<String, V> {
    /** Each name and each value, with its length and a colon before it. */
    private final String text;

    private PackedFields(StringBuilder text) {
        this.text = text.toString();
    }

    /** Returns header fields in their order, with names in lower case. */
    public static Map<String, List<String>> headers(Iterable<Map.Entry<String, String>> fields) {
        StringBuilder text = new StringBuilder(256);
        fields.forEach(field -> append(text, field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
        return new Headers(text);
    }

    /** Returns the same query parameters. */
    static Map<String, String> query(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder(64);
        parameters.forEach((name, value) -> append(text, name, value));
        return new Query(text);
    }

    /** Returns about how many bytes such a map, or another one of texts or lists of texts, takes. */
    static long bytes(Map<String, ?> fields) {
        if (fields instanceof PackedFields<?> packed) {
            return packed.text.length();
        }
        return fields instanceof UrlQuery ? 0
                : fields.entrySet().stream().mapToLong(
                        field -> field.getKey().length() + String.valueOf(field.getValue()).length()).sum();
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append(name.length()).append(':').append(name).append(value.length()).append(':').append(value);
    }

    /** Receives where a name and its value begin and end in the text. */
    private interface Field {
        void at(int name, int nameEnd, int value, int valueEnd);
    }

    private void find(Field action) {
        int at = 0;
        while (at < text.length()) {
            int name = text.indexOf(':', at) + 1;
            int nameEnd = name + Integer.parseInt(text, at, name - 1, 10);
            int value = text.indexOf(':', nameEnd) + 1;
            int valueEnd = value + Integer.parseInt(text, nameEnd, value - 1, 10);
            action.at(name, nameEnd, value, valueEnd);
            at = valueEnd;
        }
    }

    final void forEachField(BiConsumer<String, String> action) {
        find((name, nameEnd, value, valueEnd) -> action.accept(text.substring(name, nameEnd), text.substring(value, valueEnd)));
    }

    final List<String> valuesOf(@Nullable Object wanted) {
        List<String> values = new ArrayList<>(1);
        find((name, nameEnd, value, valueEnd) -> {
            if (wanted instanceof String one && one.length() == nameEnd - name && text.startsWith(one, name)) {
                values.add(text.substring(value, valueEnd));
            }
        });
        return Collections.unmodifiableList(values);
    }

    @Override
    public final boolean containsKey(@Nullable Object name) {
        return !valuesOf(name).isEmpty();
    }

    private static final class Headers extends PackedFields<List<String>> {
        Headers(StringBuilder text) {
            super(text);
        }

        @Override
        public @Nullable List<String> get(@Nullable Object name) {
            List<String> values = valuesOf(name);
            return values.isEmpty() ? null : values;
        }

        @Override
        public Set<Entry<String, List<String>>> entrySet() {
            Map<String, List<String>> map = new LinkedHashMap<>();
            forEachField((name, value) -> map.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value));
            map.replaceAll((name, values) -> Collections.unmodifiableList(values));
            return Collections.unmodifiableMap(map).entrySet();
        }
    }

    private static final class Query extends PackedFields<String> {
        Query(StringBuilder text) {
            super(text);
        }

        @Override
        public @Nullable String get(@Nullable Object name) {
            List<String> values = valuesOf(name);
            return values.isEmpty() ? null : values.get(0);
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            Map<String, String> map = new LinkedHashMap<>();
            forEachField(map::put);
            return Collections.unmodifiableMap(map).entrySet();
        }
    }
}
