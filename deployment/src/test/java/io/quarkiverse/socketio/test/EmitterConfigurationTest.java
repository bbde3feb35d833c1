package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkus.test.QuarkusUnitTest;

/** Tests the emitter of an application with the extension for Redis that does not say how servers are connected. */
class EmitterConfigurationTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withEmptyApplication();

    @Inject
    Instance<SocketIOEmitter> emitter;

    @Test
    void theInjectionFailsAndNamesTheKey() {
        assertThatThrownBy(emitter::get).hasStackTraceContaining("quarkus.socketio.adapter.type says, which is auto: set it to"
                + " redis, redis-sharded or redis-streams");
    }
}
