package io.quarkiverse.socketio.deployment.dev;

import io.quarkus.builder.item.SimpleBuildItem;

/** What the worker processes of dev mode are built of; absent if there are none. */
final class DevWorkersBuildItem extends SimpleBuildItem {
    final WorkerBuild.Sources sources;
    final int workers;

    DevWorkersBuildItem(WorkerBuild.Sources sources, int workers) {
        this.sources = sources;
        this.workers = workers;
    }
}
