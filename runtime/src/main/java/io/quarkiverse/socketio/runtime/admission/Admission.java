package io.quarkiverse.socketio.runtime.admission;

import java.net.SocketAddress;
import java.util.List;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Limits the connections of this process before Vert.x' servers handle them: a Netty handler in the pipelines of their server
 * channels, which every new connection passes, whether it was accepted or handed over. Refuses connections when file
 * descriptors run out, and closes the oldest when too many have not sent a request. There is one per process, as file
 * descriptors are shared.
 * <p>
 * Thread: any.
 */
@Sharable
public final class Admission extends ChannelInboundHandlerAdapter {
    /** The address of the client, where the remote address of the connection is that of another process. */
    public static final AttributeKey<SocketAddress> CLIENT = AttributeKey.valueOf(Admission.class, "client");
    /** The maximum number of connections of a process that have not sent a request. */
    public static final int MAX_PENDING = 8192;
    private static final Logger LOG = Logger.getLogger(Admission.class);
    private static final Admission OF_PROCESS = new Admission(Descriptors.ofProcess(), MAX_PENDING);

    private final LogLimiter refusals = new LogLimiter();
    private final LogLimiter pushedOut = new LogLimiter();
    private final Descriptors descriptors;
    /** Guarded by itself. */
    private final PendingConnections<Channel> pending;
    private volatile long headMillis;
    private volatile int maxConnections = Integer.MAX_VALUE;

    Admission(Descriptors descriptors, int places) {
        this.descriptors = descriptors;
        this.pending = new PendingConnections<>(places);
    }

    public static Admission ofProcess() {
        return OF_PROCESS;
    }

    /** Sets how long the head of a request may take, on connections from now on; 0 for no limit. */
    public void limitHeads(long millis) {
        headMillis = millis;
    }

    /** Sets how many connections of each server may be open. */
    public void limitConnections(int most) {
        maxConnections = most;
    }

    int maxConnections() {
        return maxConnections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        if (descriptors.isReserved(connection)) {
            makeRoom();
            refusals.logf(LOG, Logger.Level.WARN, null, "Refused a connection, as this process is about to have used up its"
                    + " file descriptors: raise its limit (ulimit -n)");
            refuse(ctx.channel(), connection, RejectReason.NO_DESCRIPTOR, !descriptors.isAmongLast(connection));
            return;
        }
        if (headMillis > 0) {
            connection.pipeline().addFirst(new Arrival());
        }
        ctx.fireChannelRead(connection);
    }

    /** Closes some of the connections that have not sent a request. */
    void makeRoom() {
        List<Channel> evicted;
        synchronized (pending) {
            evicted = pending.removeShare();
        }
        evicted.forEach(connection -> {
            RejectReason.PUSHED_OUT.add();
            close(connection);
        });
    }

    /**
     * Closes a new connection that is not registered yet.
     *
     * @param answered whether it may be sent a response first
     */
    static void refuse(Channel server, Channel connection, RejectReason reason, boolean answered) {
        reason.add();
        RefusedConnection refused = answered ? RefusedConnection.of(connection) : null;
        if (refused == null) {
            connection.unsafe().closeForcibly();
        } else {
            connection.pipeline().addLast(refused);
            server.eventLoop().register(connection);
        }
    }

    private void opened(Channel connection) {
        Channel evicted;
        synchronized (pending) {
            evicted = pending.add(connection, clientOf(connection));
        }
        if (evicted != null) {
            RejectReason.PUSHED_OUT.add();
            pushedOut.logf(LOG, Logger.Level.WARN, null,
                    "Closed the oldest connection of %s: too many connections have not sent a request",
                    clientOf(evicted));
            close(evicted);
        }
    }

    private void decided(Channel connection) {
        synchronized (pending) {
            pending.remove(connection);
        }
    }

    /**
     * Closes the socket directly: the handlers of the protocol would first send a message, which a client that does not read
     * never takes.
     */
    private static void close(Channel connection) {
        connection.eventLoop().execute(() -> connection.unsafe().close(connection.voidPromise()));
    }

    /** The first handler of a new connection, until the server has added its own; then installs the {@link HeadDeadline}. */
    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRegistered(ChannelHandlerContext ctx) {
            // the server's initializer is behind this one
            ctx.fireChannelRegistered();
            Channel connection = ctx.channel();
            if (!ctx.isRemoved() && connection.isOpen()) {
                ctx.pipeline().remove(this);
                if (HeadDeadline.install(ctx.pipeline(), JdkTransport.VERSION_DETECTOR, headMillis,
                        () -> decided(connection))) {
                    opened(connection);
                }
            }
        }
    }

    /** Returns the address of a connection's client; null when it has none. */
    static @Nullable SocketAddress clientOf(Channel connection) {
        SocketAddress client = connection.attr(CLIENT).get();
        return client == null ? connection.remoteAddress() : client;
    }
}
