package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusProdModeTest;

class InvalidAutoscalerTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.application("quarkus-kubernetes")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.min-replicas", "2")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.max-replicas", "1")
            .assertBuildException(failure -> assertThat(failure).hasStackTraceContaining(
                    "quarkus.socketio.kubernetes.autoscaling.max-replicas=1 is less than "
                            + "quarkus.socketio.kubernetes.autoscaling.min-replicas=2"));

    @Test
    void theBuildFails() {
        fail("the application must not be built");
    }
}
