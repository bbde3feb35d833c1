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
 * A worker's server of the management interface, with the same options, certificates and routes as the one that Quarkus starts
 * in a single process. It listens on a Unix socket; the primary owns the port and hands over connections.
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

    /** Sets the routes, if there is a management interface; before {@link #start}. */
    void serve(Router router) {
        routes = router;
    }

    /**
     * Starts the server, if there is a management interface.
     *
     * @return whether it was started; fails if that is not possible
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

    /** Returns the routes within the handlers that Quarkus adds. */
    private Handler<HttpServerRequest> handler(Router router) {
        boolean isLimited = http.limits().maxBodySize().isPresent();
        return HttpServerCommonHandlers.applyProxy(config.proxy(),
                HttpServerCommonHandlers.enforceDuplicatedContext(router, isLimited), () -> vertx);
    }
}
