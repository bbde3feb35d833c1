package io.quarkiverse.socketio.runtime.quarkus.dev;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

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

    void start(@Observes StartupEvent event, EngineServer engine) {
        DevReload.scanWhile(() -> engine.size() > 0);
    }

    void stop(@Observes ShutdownEvent event) {
        DevReload.stopScanning();
    }
}
