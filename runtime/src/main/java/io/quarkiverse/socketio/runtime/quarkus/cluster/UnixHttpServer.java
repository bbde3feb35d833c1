package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.vertx.http.runtime.HttpCertificateUpdateEventListener;
import io.quarkus.vertx.http.runtime.ServerSslConfig;
import io.quarkus.vertx.http.runtime.options.TlsCertificateReloader;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/**
 * An HTTP server on a Unix socket with the options and handlers of a server that Quarkus would start on a TCP port. Workers
 * have no TCP ports; the primary hands over connections.
 * <p>
 * Thread: an event loop.
 */
final class UnixHttpServer extends AbstractVerticle {
    private static final long NOT_RELOADED = -1;

    private final HttpServerOptions options;
    private final SocketAddress address;
    private final Handler<HttpServerRequest> handler;
    private final @Nullable Certificates certificates;
    private long reloading = NOT_RELOADED;

    /**
     * How certificates are reloaded.
     *
     * @param name of the TLS configuration; empty for the default one
     * @param server Quarkus' name for the server
     */
    record Certificates(ServerSslConfig config, TlsConfigurationRegistry registry, Optional<String> name, String server,
            HttpCertificateUpdateEventListener updates) {
    }

    /** @param certificates {@code null} without TLS */
    UnixHttpServer(HttpServerOptions options, Path socket, Handler<HttpServerRequest> handler,
            @Nullable Certificates certificates) {
        this.options = options;
        this.address = SocketAddress.domainSocketAddress(socket.toString());
        this.handler = handler;
        this.certificates = certificates;
    }

    /** Returns a view of the configuration with an enabled host, as Quarkus creates options only for servers with a port. */
    static <C> C withHost(Class<C> type, C config) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
            if (method.getName().equals("hostEnabled")) {
                return true;
            }
            try {
                return method.invoke(config, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(options).requestHandler(handler).listen(address).<Void> map(server -> {
            if (certificates != null) {
                reloadCertificates(server, certificates);
            }
            return null;
        }).onComplete(started);
    }

    private void reloadCertificates(HttpServer server, Certificates by) {
        if (by.config().certificate().reloadPeriod().isPresent()) {
            reloading = TlsCertificateReloader.initCertReloadingAction(vertx, server, options, by.config(), by.registry(),
                    by.name());
        }
        by.updates().register(server, by.name().orElse(TlsConfig.DEFAULT_NAME), by.server());
    }

    @Override
    public void stop() {
        if (reloading != NOT_RELOADED) {
            TlsCertificateReloader.unschedule(vertx, reloading);
        }
    }
}
