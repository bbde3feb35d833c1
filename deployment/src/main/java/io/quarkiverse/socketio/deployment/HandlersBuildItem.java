package io.quarkiverse.socketio.deployment;

import java.util.List;

import io.quarkiverse.socketio.runtime.socketio.ExecutionMode;
import io.quarkus.builder.item.SimpleBuildItem;

/** What the application handles; all of it follows the rules. */
final class HandlersBuildItem extends SimpleBuildItem {

    /** A method and where it runs. */
    record Handler(HandlerSignature signature, ExecutionMode mode) {
    }

    private final List<String> namespaces;
    private final List<Handler> handlers;

    HandlersBuildItem(List<String> namespaces, List<Handler> handlers) {
        this.namespaces = List.copyOf(namespaces);
        this.handlers = List.copyOf(handlers);
    }

    List<String> namespaces() {
        return namespaces;
    }

    List<Handler> handlers() {
        return handlers;
    }
}
