package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;

/**
 * The namespace, or the pattern of namespaces, that an endpoint serves; recorded at build time.
 *
 * @param name of the namespace; empty with a pattern, and for {@code @OnBroadcast} methods
 * @param pattern a regular expression, or empty
 */
public record EndpointNamespace(String name, String pattern) {

    /** The namespace of {@code @OnBroadcast} methods, which belong to none. */
    public static final EndpointNamespace NONE = new EndpointNamespace("", "");

    /** The handlers of each namespace of a server; all beans of one pattern share one parent namespace. */
    static final class Registry {
        private final ServerImpl server;
        private final Map<EndpointNamespace, NamespaceHandlers> known = new HashMap<>();

        Registry(ServerImpl server) {
            this.server = server;
        }

        NamespaceHandlers handlers(EndpointNamespace namespace) {
            return known.computeIfAbsent(namespace, key -> key.pattern.isEmpty() ? server.namespace(key.name).handlers()
                    : server.parent(Pattern.compile(key.pattern)).handlers());
        }
    }

    @Override
    public String toString() {
        return pattern.isEmpty() ? name : pattern;
    }
}
