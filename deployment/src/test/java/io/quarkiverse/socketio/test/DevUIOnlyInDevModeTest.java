package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.runtime.quarkus.devui.DevUIService;
import io.quarkiverse.socketio.runtime.quarkus.devui.LiveSockets;
import io.quarkus.arc.Arc;
import io.quarkus.test.QuarkusUnitTest;

/** Tests that what Dev UI needs is no part of an application in another mode. */
class DevUIOnlyInDevModeTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withEmptyApplication();

    @Test
    void nothingObservesTheSockets() {
        assertThat(Arc.container().instance(LiveSockets.class).isAvailable()).isFalse();
        assertThat(Arc.container().instance(DevUIService.class).isAvailable()).isFalse();
    }
}
