package io.quarkiverse.socketio.deployment.dev;

import io.quarkus.builder.item.SimpleBuildItem;

/** Worker processes are being built and started, or replaced. */
final class DevWorkersStartedBuildItem extends SimpleBuildItem {
}
