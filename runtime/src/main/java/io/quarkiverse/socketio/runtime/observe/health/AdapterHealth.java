package io.quarkiverse.socketio.runtime.observe.health;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;

/**
 * Shows the connection to the servers of other hosts. The application is ready when it is connected for the first time, or
 * could not for some seconds; later it stays ready without a connection, as the clients of this host are served.
 * <p>
 * Thread: any.
 */
@Readiness
@Singleton
public class AdapterHealth implements HealthCheck {
    private final AdapterFactory adapters;

    AdapterHealth(AdapterFactory adapters) {
        this.adapters = adapters;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Socket.IO adapter").status(adapters.started().toCompletableFuture().isDone())
                .withData("state", adapters.state()).build();
    }
}
