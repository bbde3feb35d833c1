package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.runtime.engineio.UrlQuery;

/**
 * Parses queries: those of requests, and those that clients of revision 4 append to the namespace of a CONNECT packet
 * ({@code /chat?token=abc}), by which they authenticate. The receivers of both have limited their length.
 * <p>
 * Thread: any; stateless.
 */
final class QueryParameters {
    private QueryParameters() {
    }

    /** Returns the name without the query. */
    static String nameOf(String namespace) {
        int mark = namespace.indexOf('?');
        return mark < 0 ? namespace : namespace.substring(0, mark);
    }

    /**
     * Returns the values: each a string, or a list of strings where its name is repeated.
     *
     * @param text a namespace or a URL, with or without a query
     */
    static Map<String, Object> of(String text) {
        int mark = text.indexOf('?');
        Map<String, Object> values = new LinkedHashMap<>();
        for (String field : mark < 0 ? new String[0] : text.substring(mark + 1).split("&")) {
            if (!field.isEmpty()) {
                int equals = field.indexOf('=');
                String value = equals < 0 ? "" : UrlQuery.decode(field.substring(equals + 1));
                values.merge(UrlQuery.decode(equals < 0 ? field : field.substring(0, equals)), value, QueryParameters::both);
            }
        }
        return values;
    }

    /** Returns all values of a parameter in the query of a URL. */
    static List<String> all(String url, String name) {
        Object value = of(url).get(name);
        return value == null ? List.of()
                : value instanceof List<?> several ? several.stream().map(String::valueOf).toList() : List.of((String) value);
    }

    private static Object both(Object earlier, Object value) {
        List<Object> all = new ArrayList<>(earlier instanceof List<?> several ? several : List.of(earlier));
        all.add(value);
        return all;
    }
}
