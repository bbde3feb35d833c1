package io.quarkiverse.socketio.deployment;

import java.util.List;

import io.quarkiverse.socketio.runtime.quarkus.endpoint.NamespaceCheck;
import io.quarkus.builder.item.SimpleBuildItem;

/** The security checks of namespaces. */
final class NamespaceChecksBuildItem extends SimpleBuildItem {
    final List<NamespaceCheck> checks;

    NamespaceChecksBuildItem(List<NamespaceCheck> checks) {
        this.checks = checks;
    }
}
