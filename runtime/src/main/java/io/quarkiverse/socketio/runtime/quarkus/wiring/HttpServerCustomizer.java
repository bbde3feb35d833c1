package io.quarkiverse.socketio.runtime.quarkus.wiring;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.admission.Admission;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;

/**
 * Lets Quarkus' HTTP servers take WebSocket messages of {@code max-payload}, and not offer {@code permessage-deflate} unless
 * asked to: its memory, some 200 KB a connection, costs more than it saves, which is why Socket.IO has it off too. Also limits
 * the streams of a connection of HTTP/2.
 */
@Singleton
public class HttpServerCustomizer implements HttpServerOptionsCustomizer {
    /**
     * As Vert.x has it (RFC 9113, 6.5.2, recommends no fewer). Quarkus gives Vert.x settings that say nothing of it, which
     * means any number, and each stream costs some kilobytes for as long as its client does not take the answer.
     */
    private static final long MAX_CONCURRENT_STREAMS = HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS;

    @Inject
    SocketIOConfig config;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        Admission.ofProcess().limitHeads(config.limits().headTime().toMillis());
        options.setMaxWebSocketFrameSize(Math.max(options.getMaxWebSocketFrameSize(), config.maxPayload()));
        options.setMaxWebSocketMessageSize(Math.max(options.getMaxWebSocketMessageSize(), config.maxPayload()));
        options.setPerMessageWebSocketCompressionSupported(config.perMessageDeflate().enabled());
        options.setPerFrameWebSocketCompressionSupported(false);
        limitStreams(options.getInitialSettings());
    }

    /** Unless {@code quarkus.http.limits.max-concurrent-streams} says how many there may be. */
    static void limitStreams(Http2Settings settings) {
        if (settings.getMaxConcurrentStreams() == Http2Settings.DEFAULT_MAX_CONCURRENT_STREAMS) {
            settings.setMaxConcurrentStreams(MAX_CONCURRENT_STREAMS);
        }
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
