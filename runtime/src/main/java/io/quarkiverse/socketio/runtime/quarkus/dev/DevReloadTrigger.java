package io.quarkiverse.socketio.runtime.quarkus.dev;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOBuildConfig;
import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Starts the scans of {@link DevReload} when the application starts, and stops them when it stops; a bean in dev mode only.
 * <p>
 * Thread: any; stateless.
 */
@Singleton
public class DevReloadTrigger {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    void start(@Observes StartupEvent event, EngineServer engine, ClusterConfig cluster,
            SocketIOBuildConfig build) {
        boolean workers = build.dev().workers() > 0;
        if (cluster.enabled() && !workers) {
            LOG.info(
                    "Dev mode is one process: quarkus.socketio.cluster.enabled=true has an effect in the packaged application."
                            + " For worker processes in dev mode, set quarkus.socketio.dev.workers");
        }
        DevReload.scanWhile(() -> workers || engine.size() > 0);
    }

    void stop(@Observes ShutdownEvent event) {
        DevReload.stopScanning();
    }
}
