package io.quarkiverse.socketio.runtime.config;

import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.socketio.ServerOptions;

/**
 * Configuration to options of the core.
 * <p>
 * Thread: any; stateless.
 */
public final class ToCore {
    private ToCore() {
    }

    public static EngineOptions engineOptions(SocketIOConfig config) {
        return new EngineOptions(new EngineOptions.Pings(config.pingInterval(), config.pingTimeout()),
                new EngineOptions.Upgrades(config.allowUpgrades(), config.upgradeTimeout()), config.transports(),
                new TransportLimits(config.maxPayload(), config.limits().packetsPerPayload(), config.limits().bufferedBytes()));
    }

    public static ServerOptions serverOptions(SocketIOConfig config) {
        return new ServerOptions(config.connectTimeout(), config.limits().attachmentBytes().orElse(config.maxPayload()),
                config.limits().namespacesPerConnection());
    }
}
