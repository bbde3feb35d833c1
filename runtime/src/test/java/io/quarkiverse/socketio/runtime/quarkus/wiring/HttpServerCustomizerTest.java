package io.quarkiverse.socketio.runtime.quarkus.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PfxOptions;

class HttpServerCustomizerTest {

    /** Netty's library for OpenSSL is a dependency of the tests, as applications may have it. */
    @Test
    void opensslDoesTlsWhereTheApplicationHasItsLibrary() {
        HttpServerOptions options = new HttpServerOptions().setKeyCertOptions(new PfxOptions());
        HttpServerCustomizer.useOpenSsl(options);
        assertThat(options.getSslEngineOptions()).isInstanceOf(OpenSSLEngineOptions.class);
    }

    /** Quarkus asks for the options of an HTTPS port that is not configured, too. */
    @Test
    void withoutAKeyTheEngineRemains() {
        HttpServerOptions options = new HttpServerOptions();
        HttpServerCustomizer.useOpenSsl(options);
        assertThat(options.getSslEngineOptions()).isNull();
    }

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
