package io.quarkiverse.socketio.runtime.relay;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.admission.PendingConnections;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Verticle;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Receives the connections on which other hosts relay requests. Once a host has proved that it knows the secret, the rest of its
 * connection is passed to the owner over the owner's Unix socket, just as another worker of this host would relay it.
 * Connections are closed that do not come so far in time, or are too many.
 * <p>
 * Thread: {@link #server} any; a connection has one event loop.
 */
public final class HostReceiver {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter REFUSALS = new LogLimiter();
    /** The limits of connections that have not proved anything. */
    static final Limits LIMITS = new Limits(4096, 16 << 20, 5000);

    private final Identity identity;
    private final IntFunction<Path> owners;
    private final boolean proxyProtocol;
    private final RelayStats stats;
    private final Limits limits;
    /** Guarded by itself. */
    private final PendingConnections<IncomingHost> pending;
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<NetServer> servers = new ConcurrentLinkedQueue<>();

    /**
     * What this process tells other hosts.
     *
     * @param tag of its host
     * @param incarnation 0 in a single process
     */
    public record Identity(HostSecret secret, String tag, int incarnation) {
    }

    /**
     * The limits of connections that have not proved anything.
     *
     * @param connections how many there may be
     * @param bytes how much they may have sent, together
     * @param millis how long each may take
     */
    record Limits(int connections, long bytes, int millis) {
    }

    /**
     * @param owners returns the Unix socket of the worker of an incarnation; of any worker if that is gone
     * @param proxyProtocol whether the owner's server expects the header of the proxy protocol on each connection
     */
    public HostReceiver(Identity identity, IntFunction<Path> owners, boolean proxyProtocol, RelayStats stats) {
        this(identity, owners, proxyProtocol, stats, LIMITS);
    }

    HostReceiver(Identity identity, IntFunction<Path> owners, boolean proxyProtocol, RelayStats stats, Limits limits) {
        this.limits = limits;
        this.pending = new PendingConnections<>(limits.connections);
        this.identity = identity;
        this.owners = owners;
        this.proxyProtocol = proxyProtocol;
        this.stats = stats;
    }

    /** Returns the number of requests that are passed to other workers now, apart from WebSockets. */
    public int open() {
        return open.get();
    }

    /** Returns the verticles that listen; there may be one for each event loop. */
    public Supplier<Verticle> server(NetServerOptions options, SocketAddress address) {
        return () -> new Listener(options, address);
    }

    /** Uses renewed certificates for connections from now on. */
    public Future<Void> update(SSLOptions tls) {
        return Future.all(servers.stream().map(server -> server.updateSSLOptions(tls)).toList()).mapEmpty();
    }

    Identity identity() {
        return identity;
    }

    /**
     * Adds a connection that waits for its proof; {@link #decided} is called once it does not any more. If there are too many,
     * the oldest of the address that has the most is refused.
     */
    void admit(IncomingHost connection, @Nullable InetSocketAddress from) {
        IncomingHost evicted;
        synchronized (pending) {
            evicted = pending.add(connection, from);
        }
        if (evicted != null) {
            evicted.makeRoom();
        }
    }

    /** Returns whether a connection that waits may have sent more bytes. */
    boolean admitBytes(int more) {
        return pendingBytes.addAndGet(more) <= limits.bytes;
    }

    /** @param bytes all that were passed to {@link #admitBytes} */
    void decided(IncomingHost connection, int bytes) {
        synchronized (pending) {
            pending.remove(connection);
        }
        pendingBytes.addAndGet(-bytes);
    }

    int maxMillis() {
        return limits.millis;
    }

    SocketAddress ownerOf(int incarnation) {
        return SocketAddress.domainSocketAddress(owners.apply(incarnation).toString());
    }

    byte[] proxyHeader() {
        return OwnerClient.proxyHeader(proxyProtocol);
    }

    void relaying(int change) {
        open.addAndGet(change);
    }

    void accepted(NetSocket connection) {
        stats.countConnection(true);
        DebugLog.CLUSTER.debugf("the host at %s relays a request", connection.remoteAddress());
    }

    void refused(NetSocket connection, String why) {
        stats.countConnection(false);
        REFUSALS.logf(LOG, Logger.Level.WARN, null, "Closed a connection of %s to the port for other hosts: %s",
                connection.remoteAddress(), why);
    }

    private final class Listener extends AbstractVerticle {
        private final NetServerOptions options;
        private final SocketAddress address;

        Listener(NetServerOptions options, SocketAddress address) {
            this.options = options;
            this.address = address;
        }

        @Override
        public void start(Promise<Void> started) {
            NetClient local = vertx.createNetClient();
            NetServer server = vertx.createNetServer(new NetServerOptions(options)
                    .setSslHandshakeTimeout(limits.millis).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
            servers.add(server);
            server.connectHandler(connection -> new IncomingHost(HostReceiver.this, vertx, local, connection).start())
                    .exceptionHandler(failure -> {
                        stats.countConnection(false);
                        REFUSALS.logf(LOG, Logger.Level.WARN, null, "Closed a connection to the port for other hosts: %s",
                                RelayOutcome.textOf(failure));
                    }).listen(address).<Void> mapEmpty().onComplete(started);
        }
    }
}
