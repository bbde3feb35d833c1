package io.quarkiverse.socketio.runtime.quarkus;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.HttpCertificateUpdateEventListener;
import io.quarkus.vertx.http.runtime.VertxHttpBuildTimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.quarkus.vertx.http.runtime.options.HttpServerTlsConfig;
import io.quarkus.vertx.http.runtime.options.TlsCertificateReloader;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;

/**
 * A worker's server for HTTPS. Quarkus starts one only together with TCP ports, of which a worker has none; this one has the
 * same options, certificates and handlers, and listens on a Unix socket: connections are handed to it.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public class TlsServer {
    private final Vertx vertx;
    private final VertxHttpBuildTimeConfig buildTime;
    private final VertxHttpConfig config;
    private final TlsConfigurationRegistry registry;
    private final Instance<HttpServerOptionsCustomizer> customizers;
    private final HttpCertificateUpdateEventListener updates;

    TlsServer(Vertx vertx, VertxHttpBuildTimeConfig buildTime, VertxHttpConfig config, TlsConfigurationRegistry registry,
            @Any Instance<HttpServerOptionsCustomizer> customizers, HttpCertificateUpdateEventListener updates) { // wall: all of Quarkus' TLS
        this.vertx = vertx;
        this.buildTime = buildTime;
        this.config = config;
        this.registry = registry;
        this.customizers = customizers;
        this.updates = updates;
    }

    /**
     * Starts it, if there is a key.
     *
     * @return whether there is; failed when it cannot be used
     */
    Future<Boolean> start(Path socket, List<String> subProtocols) {
        HttpServerOptions options;
        try {
            options = HttpServerOptionsUtils.createSslOptions(buildTime, withHost(), LaunchMode.NORMAL, subProtocols, registry);
        } catch (IOException | RuntimeException e) {
            return Future.failedFuture(e);
        }
        customizers.forEach(customizer -> customizer.customizeHttpsServer(options));
        if (options.getKeyCertOptions() == null) {
            return Future.succeededFuture(false);
        }
        SocketAddress address = SocketAddress.domainSocketAddress(socket.toString());
        return vertx.deployVerticle(() -> new Listener(options, address), new DeploymentOptions().setInstances(threads()))
                .map(true);
    }

    /** Its options are asked for as if there were a port, else there are none. */
    private VertxHttpConfig withHost() {
        return (VertxHttpConfig) Proxy.newProxyInstance(VertxHttpConfig.class.getClassLoader(),
                new Class<?>[] { VertxHttpConfig.class }, (proxy, method, arguments) -> {
                    if (method.getName().equals("hostEnabled")) {
                        return true;
                    }
                    try {
                        return method.invoke(config, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** As many as Quarkus' own servers have. */
    private int threads() {
        int loops = 0;
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            loops++;
        }
        return Math.min(loops, config.ioThreads().orElse(loops));
    }

    private final class Listener extends AbstractVerticle {
        private static final long NOT_RELOADED = -1;

        private final HttpServerOptions options;
        private final SocketAddress address;
        private long reloading = NOT_RELOADED;

        Listener(HttpServerOptions options, SocketAddress address) {
            this.options = options;
            this.address = address;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options).requestHandler(VertxHttpRecorder.getRootHandler()).listen(address)
                    .<Void> map(server -> {
                        renewCertificatesOf(server);
                        return null;
                    }).onComplete(started);
        }

        private void renewCertificatesOf(HttpServer server) {
            Optional<String> name = HttpServerTlsConfig.getHttpServerTlsConfigName(config, buildTime, LaunchMode.NORMAL);
            if (config.ssl().certificate().reloadPeriod().isPresent()) {
                reloading = TlsCertificateReloader.initCertReloadingAction(vertx, server, options, config.ssl(), registry,
                        name);
            }
            updates.register(server, name.orElse(TlsConfig.DEFAULT_NAME), "http server");
        }

        @Override
        public void stop() {
            if (reloading != NOT_RELOADED) {
                TlsCertificateReloader.unschedule(vertx, reloading);
            }
        }
    }
}
