package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.runtime.socketio.NamespaceHandlers;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;

/**
 * Which namespaces an endpoint serves; recorded.
 *
 * @param name of one; empty for a broadcast, which belongs to none
 * @param pattern of many, else empty
 */
public record EndpointNamespace(String name, String pattern) {

    /** For what belongs to no namespace. */
    public static final EndpointNamespace NONE = new EndpointNamespace("", "");

    /** Of a server; each pattern is one parent, whatever the number of its beans. */
    static final class Of {
        private final ServerImpl server;
        private final Map<EndpointNamespace, NamespaceHandlers> known = new HashMap<>();

        Of(ServerImpl server) {
            this.server = server;
        }

        NamespaceHandlers handlers(EndpointNamespace namespace) {
            return known.computeIfAbsent(namespace, key -> key.pattern.isEmpty() ? server.namespace(key.name).handlers()
                    : server.parent(Pattern.compile(key.pattern)).handlers());
        }
    }

    /** For texts. */
    @Override
    public String toString() {
        return pattern.isEmpty() ? name : pattern;
    }
}
