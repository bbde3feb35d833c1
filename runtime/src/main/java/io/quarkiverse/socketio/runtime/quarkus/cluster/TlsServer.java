package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.HttpCertificateUpdateEventListener;
import io.quarkus.vertx.http.runtime.VertxHttpBuildTimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.quarkus.vertx.http.runtime.options.HttpServerTlsConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

/**
 * A worker's server for HTTPS, with the same options, certificates and handlers as Quarkus' own, which needs a TCP port. It
 * listens on a Unix socket; the primary owns the port and hands over connections.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public record TlsServer(Vertx vertx, VertxHttpBuildTimeConfig buildTime, VertxHttpConfig config,
        TlsConfigurationRegistry registry, @Any Instance<HttpServerOptionsCustomizer> customizers,
        HttpCertificateUpdateEventListener updates) { // wall: all of Quarkus' TLS
    /**
     * Starts the server, if a certificate is configured.
     *
     * @return whether it was started; fails if the configuration cannot be used
     */
    Future<Boolean> start(Path socket, List<String> subProtocols) {
        HttpServerOptions options;
        try {
            options = HttpServerOptionsUtils.createSslOptions(buildTime,
                    UnixHttpServer.withHost(VertxHttpConfig.class, config), LaunchMode.NORMAL, subProtocols, registry);
        } catch (IOException | RuntimeException e) {
            return Future.failedFuture(e);
        }
        customizers.forEach(customizer -> customizer.customizeHttpsServer(options));
        if (options.getKeyCertOptions() == null) {
            return Future.succeededFuture(false);
        }
        UnixHttpServer.Certificates certificates = new UnixHttpServer.Certificates(config.ssl(), registry,
                HttpServerTlsConfig.getHttpServerTlsConfigName(config, buildTime, LaunchMode.NORMAL), "http server", updates);
        return vertx.deployVerticle(
                () -> new UnixHttpServer(options, socket, VertxHttpRecorder.getRootHandler(), certificates),
                new DeploymentOptions().setInstances(threads())).map(true);
    }

    /** Returns the number of event loops that Quarkus' own servers use. */
    private int threads() {
        int loops = 0;
        for (EventExecutor ignored : vertx.nettyEventLoopGroup()) {
            loops++;
        }
        return Math.min(loops, config.ioThreads().orElse(loops));
    }
}
