package io.quarkiverse.socketio.runtime.engineio;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a URL, which takes no memory besides that of the URL. Each look-up reads the URL. Of a name that is
 * repeated, the last value counts.
 * <p>
 * Thread: any; immutable.
 */
public final class UrlQuery extends AbstractMap<String, String> {
    private final String url;

    UrlQuery(String url) {
        this.url = url;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return parameters().get(name);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return Collections.unmodifiableMap(parameters()).entrySet();
    }

    /** Reads the URL as Netty's parser does, and thus Vert.x. */
    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        int fragment = url.indexOf('#');
        int end = fragment < 0 ? url.length() : fragment;
        int mark = url.indexOf('?');
        int start = mark < 0 ? end : mark + 1;
        while (start < end) {
            int next = start;
            while (next < end && url.charAt(next) != '&' && url.charAt(next) != ';') {
                next++;
            }
            while (start < next && url.charAt(start) == '=') { // names are not empty
                start++;
            }
            if (start < next) {
                int equals = url.indexOf('=', start);
                boolean hasValue = equals >= 0 && equals < next;
                String value = hasValue ? decode(url.substring(equals + 1, next)) : "";
                parameters.put(decode(url.substring(start, hasValue ? equals : next)), value);
            }
            start = next + 1;
        }
        return parameters;
    }

    /** Decodes URL encoding; returns text that is not well encoded as it is. */
    public static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
