package io.quarkiverse.socketio.it.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A health check that is down while the file {@code down-while} names exists. */
@Readiness
@Singleton
public class FileCheck implements HealthCheck {
    private final Optional<Path> file;

    FileCheck(@ConfigProperty(name = "down-while") Optional<Path> file) {
        this.file = file;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("file").status(file.filter(Files::exists).isEmpty()).build();
    }
}
