package io.quarkiverse.socketio.deployment;

import java.util.List;

import io.quarkus.builder.item.SimpleBuildItem;

/** The absolute paths of the health endpoints on the shared port: all, live, ready, started; each empty when there are none. */
final class HealthPathsBuildItem extends SimpleBuildItem {
    private final List<String> paths;

    HealthPathsBuildItem(List<String> paths) {
        this.paths = List.copyOf(paths);
    }

    List<String> paths() {
        return paths;
    }
}
