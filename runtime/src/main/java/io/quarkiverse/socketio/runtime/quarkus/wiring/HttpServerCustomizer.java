package io.quarkiverse.socketio.runtime.quarkus.wiring;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.admission.Admission;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;

/**
 * Customizes Quarkus' HTTP servers: accepts WebSocket messages of {@code max-payload}; disables {@code permessage-deflate}
 * unless configured, because its memory, about 200 KB a connection, costs more than it saves (Node's server disables it too);
 * limits the time for the head of a request, the open connections, and the streams of an HTTP/2 connection.
 */
@Singleton
public class HttpServerCustomizer implements HttpServerOptionsCustomizer {
    private static final Logger LOG = Logger.getLogger(HttpServerCustomizer.class);

    /**
     * Vert.x' default; RFC 9113, 6.5.2, recommends no fewer. The settings that Quarkus passes to Vert.x have no limit, and each
     * stream costs some kilobytes until its client has read the response.
     */
    private static final long MAX_CONCURRENT_STREAMS = HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS;

    /** About the memory that an open connection takes, in bytes. */
    private static final long HEAP_OF_A_CONNECTION = 16 << 10;

    @Inject
    SocketIOConfig config;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        Admission.ofProcess().limitHeads(config.limits().headTime().toMillis());
        Admission.ofProcess()
                .limitConnections(config.limits().openConnections().orElseGet(HttpServerCustomizer::maxConnections));
        options.setMaxWebSocketFrameSize(Math.max(options.getMaxWebSocketFrameSize(), config.maxPayload()));
        options.setMaxWebSocketMessageSize(Math.max(options.getMaxWebSocketMessageSize(), config.maxPayload()));
        options.setPerMessageWebSocketCompressionSupported(config.perMessageDeflate().enabled());
        options.setPerFrameWebSocketCompressionSupported(false);
        limitStreams(options.getInitialSettings());
    }

    private static int maxConnections() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_OF_A_CONNECTION);
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
        useOpenSsl(options);
    }

    /** Lets OpenSSL do TLS where the application has Netty's library for it, as handshakes cost half the time then. */
    static void useOpenSsl(HttpServerOptions options) {
        // without a key there is no HTTPS port, and the library need not be loaded
        if (options.getKeyCertOptions() != null && OpenSSLEngineOptions.isAvailable()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
            LOG.info("HTTPS is served with OpenSSL, as netty-tcnative is on the class path");
        }
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
