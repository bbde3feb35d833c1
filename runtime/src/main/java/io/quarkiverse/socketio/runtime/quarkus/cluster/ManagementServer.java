package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.runtime.HttpCertificateUpdateEventListener;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.quarkus.vertx.http.runtime.management.ManagementInterfaceBuildTimeConfig;
import io.quarkus.vertx.http.runtime.options.HttpServerCommonHandlers;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/**
 * A worker's server of the management interface: with the same options, key and routes as the one that Quarkus starts in a
 * single process. The primary has the port, and hands over its connections.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public class ManagementServer {
    private final Vertx vertx;
    private final ManagementInterfaceBuildTimeConfig buildTime;
    private final ManagementConfig config;
    private final VertxHttpConfig http;
    private final TlsConfigurationRegistry registry;
    private final HttpCertificateUpdateEventListener updates;
    private volatile @Nullable Router routes;

    ManagementServer(Vertx vertx, ManagementInterfaceBuildTimeConfig buildTime, ManagementConfig config, VertxHttpConfig http,
            TlsConfigurationRegistry registry, HttpCertificateUpdateEventListener updates) { // wall: all of Quarkus' management interface
        this.vertx = vertx;
        this.buildTime = buildTime;
        this.config = config;
        this.http = http;
        this.registry = registry;
        this.updates = updates;
    }

    /** Where there is a management interface, what it serves; before {@link #start}. */
    void serve(Router router) {
        routes = router;
    }

    /**
     * Starts it, if there is a management interface.
     *
     * @return whether there is; failed when it cannot be started
     */
    Future<Boolean> start(Path socket, List<String> subProtocols) {
        Router router = routes;
        if (router == null) {
            return Future.succeededFuture(false);
        }
        HttpServerOptions options;
        try {
            options = options(subProtocols);
        } catch (IOException | RuntimeException e) {
            return Future.failedFuture(e);
        }
        UnixHttpServer.Certificates certificates = options.isSsl() ? new UnixHttpServer.Certificates(config.ssl(), registry,
                config.tlsConfigurationName(), "management interface", updates) : null;
        Handler<HttpServerRequest> handler = handler(router);
        return vertx.deployVerticle(() -> new UnixHttpServer(options, socket, handler, certificates), new DeploymentOptions())
                .map(true);
    }

    private HttpServerOptions options(List<String> subProtocols) throws IOException {
        HttpServerOptions tls = HttpServerOptionsUtils.createSslOptionsForManagementInterface(buildTime,
                UnixHttpServer.withHost(ManagementConfig.class, config), LaunchMode.NORMAL, subProtocols, registry);
        if (tls.getKeyCertOptions() != null) {
            return tls;
        }
        HttpServerOptions plain = new HttpServerOptions();
        HttpServerOptionsUtils.applyCommonOptionsForManagementInterface(plain, buildTime, config, subProtocols);
        return plain;
    }

    /** What Quarkus puts around the routes. */
    private Handler<HttpServerRequest> handler(Router router) {
        boolean isLimited = http.limits().maxBodySize().isPresent();
        return HttpServerCommonHandlers.applyProxy(config.proxy(),
                HttpServerCommonHandlers.enforceDuplicatedContext(router, isLimited), () -> vertx);
    }
}
