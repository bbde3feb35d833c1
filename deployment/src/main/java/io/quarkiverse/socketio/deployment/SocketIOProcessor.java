package io.quarkiverse.socketio.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

class SocketIOProcessor {
    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("socketio");
    }
}
