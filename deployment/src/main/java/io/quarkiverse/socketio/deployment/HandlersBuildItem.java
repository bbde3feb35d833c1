package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.Map;

import org.jboss.jandex.ClassInfo;

import io.quarkiverse.socketio.runtime.quarkus.endpoint.EndpointNamespace;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkus.builder.item.SimpleBuildItem;

/** The endpoints and handler methods of the application, which have passed all checks. */
final class HandlersBuildItem extends SimpleBuildItem {

    /** A handler method and the kind of thread on which it runs. */
    record Handler(HandlerSignature signature, ExecutionMode mode) {
    }

    final Map<ClassInfo, EndpointNamespace> endpoints;
    final List<Handler> handlers;

    /** @param endpoints the {@code @SocketIO} beans, in an order that does not change from build to build */
    HandlersBuildItem(Map<ClassInfo, EndpointNamespace> endpoints, List<Handler> handlers) {
        this.endpoints = endpoints;
        this.handlers = List.copyOf(handlers);
    }

    List<EndpointNamespace> namespaces() {
        return endpoints.values().stream().distinct().toList();
    }
}
