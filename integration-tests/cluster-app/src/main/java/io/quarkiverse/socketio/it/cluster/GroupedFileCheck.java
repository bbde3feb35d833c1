package io.quarkiverse.socketio.it.cluster;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;

import io.smallrye.health.api.HealthGroup;

/** As {@link FileCheck}, in the group {@code files}. */
@HealthGroup("files")
@Singleton
public class GroupedFileCheck implements HealthCheck {
    private final FileCheck file;

    GroupedFileCheck(@Readiness FileCheck file) {
        this.file = file;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("group file").status(file.call().getStatus() == Status.UP).build();
    }
}
