package io.quarkiverse.socketio.runtime.config;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is fixed when the application is built. */
@ConfigMapping(prefix = "quarkus.socketio")
@ConfigRoot(phase = ConfigPhase.BUILD_AND_RUN_TIME_FIXED)
public interface SocketIOBuildConfig {

    /** The path that clients connect to, below `quarkus.http.root-path`. */
    @WithDefault("/socket.io")
    String path();
}
