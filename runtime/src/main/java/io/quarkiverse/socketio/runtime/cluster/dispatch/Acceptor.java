package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
 * Accepts connections on a port, whose socket stays open as long as the primary lives. Stops accepting, so that the kernel's
 * queue holds what comes, while no worker keeps up. Connections that have not sent their first request stop nobody: when there
 * are too many, the oldest go, and when they use up the descriptors of the primary, some of them do.
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
    final LocalPages pages;
    final Rules rules;
    private final PendingConnections<SocketChannel> undecided = new PendingConnections<>(Admission.MAX_PENDING);
    private final Descriptors descriptors = Descriptors.ofProcess();
    private Channel server;
    private boolean paused;

    /**
     * What becomes of the connections of a port.
     *
     * @param kind those that are encrypted are handed over unread
     * @param firstRequestMillis from accept to the first request line
     * @param forwarded what is believed of whom a request comes from, where the balancer wants to know
     * @param redirectTo the port for HTTPS that all requests are sent to; 0 when workers serve them
     */
    public record Rules(ServerKind kind, Affinity affinity, long firstRequestMillis, ForwardedFor forwarded, int redirectTo) {
        boolean redirects() {
            return redirectTo > 0;
        }
    }

    @SuppressWarnings("NullAway.Init") // the server channel is set when it is registered, before it accepts
    public Acceptor(EventLoop loop, WorkerPool pool, LocalPages pages, Rules rules) {
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
                        connection.pipeline().addLast(rules.kind().isEncrypted()
                                ? new TlsConnection(Acceptor.this, connection)
                                : new FirstRequest(Acceptor.this, connection));
                    }
                })
                .bind(address);
        server = bound.channel();
        // behind Netty's own handler, which waits a second after a failure
        bound.addListener(done -> server.pipeline().addLast(new Refusals()));
        return bound;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** No more connections: the cluster is shutting down. */
    public void close() {
        server.close();
    }

    /**
     * A connection is here that may take its time to send its first request; {@link #decided} when it has.
     *
     * @return false when it cannot be kept, and is closed
     */
    boolean opened(SocketChannel connection) {
        if (!admits(connection)) {
            return false;
        }
        debug(connection, "", "was accepted");
        SocketChannel victim = undecided.add(connection, connection.remoteAddress());
        if (victim != null) {
            RejectReason.PUSHED_OUT.add();
            PUSHED_OUT.logf(LOG, Logger.Level.WARN, null,
                    "Closed the oldest connection of %s: %d connections have not sent a request yet",
                    victim.remoteAddress(), undecided.size());
            victim.close();
        }
        pauseIfNeeded();
        return true;
    }

    void decided(SocketChannel connection) {
        undecided.remove(connection);
    }

    /**
     * Whether a new connection leaves descriptors enough. If not it is closed, with an answer where that can be read, and so
     * are some that wait.
     */
    boolean admits(SocketChannel connection) {
        if (!descriptors.isReserved(connection, pool.isProxied() ? undecided.size() : 0)) {
            return true;
        }
        debug(connection, "", "is refused, there is no file descriptor for it");
        for (int left = Admission.toClose(undecided.size()); left > 0 && undecided.size() > 0; left--) {
            RejectReason.PUSHED_OUT.add();
            Objects.requireNonNull(undecided.removeOldest()).close();
        }
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
                    client == null ? "nobody" : NetUtil.toSocketAddressString(client), what);
        }
    }

    /** Looks again, whenever something has changed, until it may accept. */
    void pauseIfNeeded() {
        if (pool.isFull() && !paused) {
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

    /** What the kernel has refused; the connections wait in its queue. */
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
