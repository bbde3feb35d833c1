package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import io.quarkiverse.socketio.runtime.admission.Admission;
import io.quarkiverse.socketio.runtime.admission.Descriptors;
import io.quarkiverse.socketio.runtime.admission.PendingConnections;
import io.quarkiverse.socketio.runtime.admission.RefusedConnection;
import io.quarkiverse.socketio.runtime.admission.RejectReason;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.handoff.ServerKind;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Accepts connections on a port, whose socket stays open as long as the primary lives. Pauses while no worker keeps up, so that
 * connections wait in the kernel's queue. Connections that have not sent their first request do not cause a pause: when there
 * are too many, the oldest are closed, and when file descriptors of the primary run out, some of them are.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Acceptor {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter PAUSES = new LogLimiter();
    private static final LogLimiter PUSHED_OUT = new LogLimiter();
    private static final LogLimiter REFUSALS = new LogLimiter();
    private static final LogLimiter NOT_ACCEPTED = new LogLimiter();
    private static final int READ_BYTES = 8192;
    private static final long RETRY_MILLIS = 10;

    final EventLoop loop;
    final WorkerPool pool;
    final FallbackPages pages;
    final Rules rules;
    private final PendingConnections<SocketChannel> undecided = new PendingConnections<>(Admission.MAX_PENDING);
    private final Descriptors descriptors = Descriptors.ofProcess();
    private Channel server;
    private boolean paused;

    /**
     * How the connections of a port are handled.
     *
     * @param kind encrypted connections are handed over without reading from them
     * @param firstRequestMillis the time limit from accept to the first request line
     * @param forwarded finds the address of the client behind trusted proxies, if the balancer uses it
     * @param redirectTo the port for HTTPS to which all requests are redirected; 0 when workers serve them
     */
    public record Rules(ServerKind kind, Affinity affinity, long firstRequestMillis, ForwardedFor forwarded, int redirectTo) {
        boolean redirects() {
            return redirectTo > 0;
        }

        /** Returns whether accepting may pause; on the management port it may not, so that health can be requested always. */
        boolean mayPause() {
            return kind != ServerKind.MANAGEMENT && kind != ServerKind.MANAGEMENT_TLS;
        }
    }

    @SuppressWarnings("NullAway.Init") // the server channel is set when it is registered, before it accepts
    public Acceptor(EventLoop loop, WorkerPool pool, FallbackPages pages, Rules rules) {
        this.loop = loop;
        this.pool = pool;
        this.pages = pages;
        this.rules = rules;
    }

    /** Binds; the future fails with the cause when that is not possible. */
    public ChannelFuture bind(InetSocketAddress address, int backlog) {
        ChannelFuture bound = new ServerBootstrap().group(loop).channelFactory(NettyTransport.of(loop).tcpServer())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                // no more than needed is read here; the rest waits in the socket for the worker
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(firstHandlerOf(connection));
                    }
                })
                .bind(address);
        server = bound.channel();
        // behind Netty's own handler, which waits a second after a failure
        bound.addListener(done -> server.pipeline().addLast(new Refusals()));
        return bound;
    }

    private ChannelHandler firstHandlerOf(SocketChannel connection) {
        if (rules.kind() == ServerKind.HOSTS) {
            return new HostConnection(this, connection);
        }
        return rules.kind().isEncrypted() ? new TlsConnection(this, connection) : new FirstRequest(this, connection);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Stops accepting connections, as the cluster is shutting down. */
    public void close() {
        server.close();
    }

    /**
     * Adds a new connection, which may take its time to send its first request; {@link #decided} is called when it has.
     *
     * @return false when there is no descriptor for it, and it is closed
     */
    boolean opened(SocketChannel connection) {
        if (!admits(connection)) {
            return false;
        }
        debug(connection, "", "was accepted");
        SocketChannel evicted = undecided.add(connection, connection.remoteAddress());
        if (evicted != null) {
            RejectReason.PUSHED_OUT.add();
            PUSHED_OUT.logf(LOG, Logger.Level.WARN, null,
                    "Closed the oldest connection of %s: %d connections have not sent a request yet",
                    evicted.remoteAddress(), undecided.size());
            evicted.close();
        }
        pauseIfNeeded();
        return true;
    }

    void decided(SocketChannel connection) {
        undecided.remove(connection);
    }

    /**
     * Returns whether enough file descriptors are left for a new connection. If not, it is closed, with a response if it is not
     * encrypted, and so are some of the connections that have not sent a request.
     */
    boolean admits(SocketChannel connection) {
        if (!descriptors.isReserved(connection, pool.isProxied() ? undecided.size() : 0)) {
            return true;
        }
        debug(connection, "", "is refused, there is no file descriptor for it");
        undecided.removeShare().forEach(evicted -> {
            RejectReason.PUSHED_OUT.add();
            evicted.close();
        });
        RejectReason.NO_DESCRIPTOR.add();
        REFUSALS.logf(LOG, Logger.Level.WARN, null, "Refused a connection, as the primary is about to have used up its file"
                + " descriptors: raise its limit (ulimit -n)");
        boolean answered = rules.kind() == ServerKind.PLAIN && !descriptors.isAmongLast(connection);
        RefusedConnection refused = answered ? RefusedConnection.of(connection) : null;
        if (refused == null) {
            connection.close();
        } else {
            connection.pipeline().replace(FirstRequest.class, null, refused);
        }
        return false;
    }

    /**
     * Logs what happens to a connection.
     *
     * @param session the id of the session that it names; may be empty
     */
    void debug(SocketChannel connection, String session, String what) {
        if (DebugLog.CLUSTER.isDebugEnabled()) {
            InetSocketAddress client = connection.remoteAddress();
            DebugLog.CLUSTER.debugf("%sconnection of %s %s", session.isEmpty() ? "" : session + ": ",
                    client == null ? "an unknown client" : NetUtil.toSocketAddressString(client), what);
        }
    }

    /** Pauses accepting when no worker keeps up, until one does. */
    void pauseIfNeeded() {
        if (rules.mayPause() && pool.isFull() && !paused) {
            paused = true;
            server.config().setAutoRead(false);
            PAUSES.logf(LOG, Logger.Level.WARN, null,
                    "Not accepting for now: all workers are behind with adopting connections");
            loop.schedule(this::resumeIfPossible, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void resumeIfPossible() {
        if (!server.isOpen()) {
            return;
        }
        if (pool.isFull()) {
            loop.schedule(this::resumeIfPossible, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            paused = false;
            server.config().setAutoRead(true);
        }
    }

    /** Logs failures to accept a connection; the connections wait in the kernel's queue. */
    private static final class Refusals extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            NOT_ACCEPTED.logf(LOG, Logger.Level.ERROR, null,
                    "A connection could not be accepted and waits: %s. If the primary may"
                            + " not open more files, raise its limit (ulimit -n)",
                    cause.getMessage());
        }
    }
}
