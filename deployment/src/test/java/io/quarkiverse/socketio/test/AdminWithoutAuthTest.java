package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** Tests that the start fails if administrators are admitted by nobody knows what. */
class AdminWithoutAuthTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withEmptyApplication()
            .overrideRuntimeConfigKey("quarkus.socketio.admin.enabled", "true")
            .assertException(failure -> assertThat(failure).hasStackTraceContaining(
                    "quarkus.socketio.admin.enabled requires quarkus.socketio.admin.auth: set it to basic"));

    @Test
    void theStartFails() {
        fail("the application must not start");
    }
}
