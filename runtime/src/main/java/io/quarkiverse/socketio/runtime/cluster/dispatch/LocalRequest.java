package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request that the primary answers.
 *
 * @param target as it stands in the request line
 * @param authorization the header field of that name, empty text when there is none
 */
public record LocalRequest(String method, String target, String authorization) {

    public static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public String path() {
        return pathOf(target);
    }

    /** A parameter of the query. */
    public Optional<String> parameter(String name) {
        int query = target.indexOf('?');
        for (String pair : query < 0 ? new String[0] : target.substring(query + 1).split("&")) {
            if (pair.startsWith(name + "=")) {
                try {
                    return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
