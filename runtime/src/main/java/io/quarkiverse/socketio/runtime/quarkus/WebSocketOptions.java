package io.quarkiverse.socketio.runtime.quarkus;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.admission.Admission;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/**
 * Lets Quarkus' HTTP servers take WebSocket messages of {@code max-payload}, and not offer {@code permessage-deflate} unless
 * asked to: its
 * memory, some
 * 200 KB a connection, costs more than it saves, which is why Socket.IO has it off too.
 */
@Singleton
public class WebSocketOptions implements HttpServerOptionsCustomizer {
    @Inject
    SocketIOConfig config;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        Admission.ofProcess().limitHeads(config.limits().headTime().toMillis());
        options.setMaxWebSocketFrameSize(Math.max(options.getMaxWebSocketFrameSize(), config.maxPayload()));
        options.setMaxWebSocketMessageSize(Math.max(options.getMaxWebSocketMessageSize(), config.maxPayload()));
        options.setPerMessageWebSocketCompressionSupported(config.perMessageDeflate().enabled());
        options.setPerFrameWebSocketCompressionSupported(false);
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
