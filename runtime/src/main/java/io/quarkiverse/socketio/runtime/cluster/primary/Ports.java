package io.quarkiverse.socketio.runtime.cluster.primary;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.runtime.cluster.dispatch.Acceptor;
import io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor;
import io.quarkiverse.socketio.runtime.cluster.handoff.ServerKind;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;

/**
 * Opens the ports of the cluster, each with an {@link Acceptor}: for HTTP, for HTTPS, or both, and the one for management.
 * <p>
 * Thread: any.
 */
final class Ports {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    private final PrimarySettings settings;
    private final EventLoop loop;
    private final List<Acceptor> shared = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private String pages = "";

    private Ports(PrimarySettings settings, EventLoop loop) {
        this.settings = settings;
        this.loop = loop;
    }

    /**
     * Opens all ports.
     *
     * @throws ClusterStartException when one of them cannot be bound
     */
    static Ports open(PrimarySettings settings, EventLoop loop, Supervisor supervisor) {
        Listen listen = settings.listen();
        Ports ports = new Ports(settings, loop);
        int tlsPort = 0;
        if (listen.tlsPort() != Listen.NONE) {
            tlsPort = ports.share(supervisor, ServerKind.TLS, listen.tlsPort(), 0);
        }
        if (listen.port() != Listen.NONE) {
            ports.share(supervisor, ServerKind.PLAIN, listen.port(), listen.redirect() ? tlsPort : 0);
        }
        ports.openManagementPort(supervisor);
        ports.openRelayPort(supervisor);
        return ports;
    }

    /**
     * Stops accepting connections, as the cluster is shutting down. The management port stays open, as health is requested
     * meanwhile, too.
     */
    void close() {
        shared.forEach(Acceptor::close);
    }

    /** Returns the port for HTTP, or the one for HTTPS when it is the only one. */
    int main() {
        return shared.get(shared.size() - 1).address().getPort();
    }

    /** Returns the URL, for a browser on this machine, of the port on which the pages of the primary are. */
    String pages() {
        return pages;
    }

    /** Returns the URLs of the ports for clients, for the log. */
    @Override
    public String toString() {
        return urls.stream().sorted().collect(Collectors.joining(" and "));
    }

    /** Opens a port for clients and returns its actual number. */
    private int share(Supervisor supervisor, ServerKind kind, int port, int redirectTo) {
        Acceptor acceptor = new Acceptor(loop, supervisor.pool(), supervisor.pages().onApplicationPort(),
                new Acceptor.Rules(kind, settings.front().affinity(), settings.limits().firstRequest().toMillis(),
                        settings.front().forwarded(), redirectTo));
        bind(acceptor, settings.listen(), port, "quarkus.http", kind == ServerKind.TLS ? ".ssl-port" : ".port");
        shared.add(acceptor);
        urls.add(url(kind == ServerKind.TLS ? "https" : "http", acceptor.address()));
        pages = local(kind == ServerKind.TLS ? "https" : "http", acceptor.address());
        return acceptor.address().getPort();
    }

    private void openManagementPort(Supervisor supervisor) {
        Listen listen = settings.front().pages().management();
        if (listen != null) {
            boolean tls = listen.tlsPort() != Listen.NONE;
            Acceptor acceptor = new Acceptor(loop, supervisor.pool(), supervisor.pages().onManagementPort(),
                    new Acceptor.Rules(tls ? ServerKind.MANAGEMENT_TLS : ServerKind.MANAGEMENT, target -> Affinity.NONE,
                            settings.limits().firstRequest().toMillis(), ForwardedFor.NEVER, 0));
            bind(acceptor, listen, tls ? listen.tlsPort() : listen.port(), "quarkus.management", ".port");
            LOG.infof("Management interface of the cluster on: %s", url(tls ? "https" : "http", acceptor.address()));
            pages = local(tls ? "https" : "http", acceptor.address());
        }
    }

    private void openRelayPort(Supervisor supervisor) {
        Listen listen = settings.host().relay();
        if (listen != null) {
            Acceptor acceptor = new Acceptor(loop, supervisor.pool(), supervisor.pages().onApplicationPort(),
                    new Acceptor.Rules(ServerKind.HOSTS, target -> Affinity.NONE, settings.limits().firstRequest().toMillis(),
                            ForwardedFor.NEVER, 0));
            bind(acceptor, listen, listen.port(), "quarkus.socketio.relay", ".port");
            LOG.infof("Other hosts relay requests to port %d; this host is %s in session ids", acceptor.address().getPort(),
                    settings.host().tag());
        }
    }

    private static void bind(Acceptor acceptor, Listen listen, int port, String keys, String portKey) {
        InetSocketAddress address = new InetSocketAddress(listen.host(), port);
        if (address.isUnresolved()) {
            throw new ClusterStartException(
                    keys + ".host=" + listen.host() + " is no name that this machine can resolve: set an address, or 0.0.0.0"
                            + " for all of this machine");
        }
        ChannelFuture bound = acceptor.bind(address, listen.backlog()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ClusterStartException(
                    new BindProblem(listen, port, keys, portKey).describe(String.valueOf(bound.cause().getMessage())));
        }
    }

    private static String local(String scheme, InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress() ? scheme + "://localhost:" + address.getPort() : url(scheme, address);
    }

    private static String url(String scheme, InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress() ? "0.0.0.0" : address.getHostString();
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
