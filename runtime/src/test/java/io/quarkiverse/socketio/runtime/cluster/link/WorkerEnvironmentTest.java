package io.quarkiverse.socketio.runtime.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

class WorkerEnvironmentTest {
    private static final WorkerEnvironment WRITTEN = new WorkerEnvironment(2, 7, Path.of("/tmp/cluster"), "secret",
            HandoffMode.DESCRIPTOR, "ab", true);

    @Test
    void aWorkerReadsWhatThePrimaryWrites() {
        Map<String, String> environment = new HashMap<>();
        WRITTEN.writeTo(environment);
        assertThat(WorkerEnvironment.isWorker(environment)).isTrue();
        assertThat(WorkerEnvironment.readFrom(environment)).isEqualTo(WRITTEN);
    }

    @Test
    void aWorkerOfAnEarlierPrimaryHasNoHostAndDoesNotWarmUp() {
        Map<String, String> environment = new HashMap<>();
        WRITTEN.writeTo(environment);
        environment.remove("CLUSTER_LINK_HOST");
        environment.remove("CLUSTER_LINK_WARM_UP");
        assertThat(WorkerEnvironment.readFrom(environment)).isEqualTo(new WorkerEnvironment(2, 7, Path.of("/tmp/cluster"),
                "secret", HandoffMode.DESCRIPTOR, "", false));
    }
}
