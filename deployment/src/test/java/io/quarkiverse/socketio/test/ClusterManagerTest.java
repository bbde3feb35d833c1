package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkus.test.QuarkusUnitTest;

/** Tests {@code ClusterManager} in an application that is one process. */
class ClusterManagerTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.socketio.cluster.enabled", "true");

    @Inject
    ClusterManager cluster;

    @Test
    void aSingleProcessIsNoWorkerAndHasNoWorkers() {
        assertThat(cluster.workerId()).isEmpty();
        assertThat(cluster.workers()).isEmpty();
    }
}
