package io.quarkiverse.socketio.runtime.quarkus.wiring;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.admission.Admission;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;

/**
 * Customizes Quarkus' HTTP servers: accepts WebSocket messages of {@code max-payload}; disables {@code permessage-deflate}
 * unless configured, because its memory, about 200 KB a connection, costs more than it saves (Node's server disables it too);
 * limits the time for the head of a request, and the streams of an HTTP/2 connection.
 */
@Singleton
public class HttpServerCustomizer implements HttpServerOptionsCustomizer {
    /**
     * Vert.x' default; RFC 9113, 6.5.2, recommends no fewer. The settings that Quarkus passes to Vert.x have no limit, and each
     * stream costs some kilobytes until its client has read the response.
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

    /** Sets the limit, unless {@code quarkus.http.limits.max-concurrent-streams} has. */
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
