package io.quarkiverse.socketio.runtime.quarkus.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.vertx.core.http.Http2Settings;

class HttpServerCustomizerTest {

    @Test
    void anHttp2ConnectionHasAHundredStreamsByDefault() {
        Http2Settings ofQuarkus = new Http2Settings();
        HttpServerCustomizer.limitStreams(ofQuarkus);
        assertThat(ofQuarkus.getMaxConcurrentStreams()).isEqualTo(100);

        Http2Settings configured = new Http2Settings().setMaxConcurrentStreams(7);
        HttpServerCustomizer.limitStreams(configured);
        assertThat(configured.getMaxConcurrentStreams()).isEqualTo(7);
    }
}
