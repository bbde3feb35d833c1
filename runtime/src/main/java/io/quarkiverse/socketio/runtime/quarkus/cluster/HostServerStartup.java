package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.cluster.handoff.PipeReceiver;
import io.quarkiverse.socketio.runtime.cluster.process.ClusterDirectory;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.quarkus.vertx.http.runtime.VertxHttpBuildTimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Starts what a single process needs to receive the requests that other hosts relay, as a worker has it: an HTTP server on a
 * Unix socket with the options and handlers of Quarkus' own, for connections whose TLS the other host has terminated, and the
 * server for other hosts, on its port.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public class HostServerStartup {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final int SEAT = 0;

    private final HostRelay relay;
    private final HostServer server;
    private final ClusterMembership membership;
    private final Vertx vertx;
    private final VertxHttpBuildTimeConfig buildTime;
    private final VertxHttpConfig config;
    private final Instance<HttpServerOptionsCustomizer> customizers;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable ClusterDirectory directory;

    @Inject
    HostServerStartup(HostRelay relay, HostServer server, ClusterMembership membership, Vertx vertx,
            VertxHttpBuildTimeConfig buildTime, VertxHttpConfig config,
            @Any Instance<HttpServerOptionsCustomizer> customizers) { // wall: all of Quarkus' HTTP server
        this.relay = relay;
        this.server = server;
        this.membership = membership;
        this.vertx = vertx;
        this.buildTime = buildTime;
        this.config = config;
        this.customizers = customizers;
    }

    void onHttp(@ObservesAsync HttpServerStart event) {
        start(event.options().getWebSocketSubProtocols());
    }

    void onHttps(@ObservesAsync HttpsServerStart event) {
        start(event.options().getWebSocketSubProtocols());
    }

    private void start(List<String> subProtocols) {
        RelaySettings settings = relay.settings().orElse(null);
        if (settings == null || membership.isWorker() || !started.compareAndSet(false, true)) {
            return;
        }
        Path sockets;
        try {
            ClusterDirectory created = ClusterDirectory.create();
            directory = created;
            sockets = created.path();
        } catch (IOException | RuntimeException e) {
            fail(settings, e);
            return;
        }
        Path relayed = sockets.resolve("r0");
        startHttp(sockets.resolve("w0"), subProtocols).compose(plain -> adopt(plain, relayed))
                .compose(ready -> server.start(
                        SocketAddress.inetSocketAddress(settings.listen().port(), settings.listen().host()),
                        incarnation -> relayed))
                .onSuccess(listening -> LOG.infof("Other hosts relay requests to port %d; this host is %s in session ids, and"
                        + " at %s:%d for others", settings.listen().port(), relay.tag(), settings.advertise().host(),
                        settings.advertise().port()))
                .onFailure(failure -> fail(settings, failure));
    }

    private static void fail(RelaySettings settings, Throwable why) {
        LOG.errorf(why, "The server for other hosts cannot start on port %d of %s: choose another port with"
                + " quarkus.socketio.relay.port, or end the process that has it", settings.listen().port(),
                settings.listen().host());
        Quarkus.asyncExit(1);
    }

    private Future<Path> startHttp(Path socket, List<String> subProtocols) {
        HttpServerOptions options = new HttpServerOptions();
        HttpServerOptionsUtils.applyCommonOptions(options, buildTime, config, subProtocols);
        customizers.forEach(customizer -> customizer.customizeDomainSocketServer(options));
        return vertx.deployVerticle(
                () -> new UnixHttpServer(options, socket, VertxHttpRecorder.getRootHandler(), null),
                new DeploymentOptions().setInstances(server.threads())).map(socket);
    }

    private static Future<Void> adopt(Path plain, Path relayed) {
        ChannelAdoption adoption = ChannelAdoption.into(SEAT, new ChannelAdoption.Sockets(plain, null, null, null),
                Integer.MAX_VALUE);
        Promise<Void> listening = Promise.promise();
        PipeReceiver.ofWorkers(adoption).listen(adoption.eventLoop(), relayed).addListener(done -> {
            if (done.isSuccess()) {
                listening.complete();
            } else {
                listening.fail(done.cause());
            }
        });
        return listening.future();
    }

    void stop(@Observes ShutdownEvent event) {
        ClusterDirectory created = directory;
        if (created != null) {
            created.close();
        }
    }
}
