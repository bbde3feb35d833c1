package io.quarkiverse.socketio.runtime.admission;

import java.net.SocketAddress;
import java.util.ArrayList;
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
 * Limits connections before the servers of Vert.x see them: a handler in the pipelines of their server channels, through which
 * each connection comes that they accept or that a worker is given. One for the process, as its descriptors are.
 * <p>
 * Thread: any.
 */
@Sharable
public final class Admission extends ChannelInboundHandlerAdapter {
    /** Where a connection comes from, when its own address does not tell. */
    public static final AttributeKey<SocketAddress> CLIENT = AttributeKey.valueOf(Admission.class, "client");
    /** Connections, of each process, that have not sent a request. */
    public static final int MAX_PENDING = 8192;
    /** When descriptors are used up, so many of those that have not sent a request are closed at once. */
    private static final int SHARE_TO_CLOSE = 16;
    private static final Logger LOG = Logger.getLogger(Admission.class);
    private static final Admission OF_PROCESS = new Admission(Descriptors.ofProcess(), MAX_PENDING);

    private final LogLimiter refusals = new LogLimiter();
    private final LogLimiter pushedOut = new LogLimiter();
    private final Descriptors descriptors;
    /** Guarded by itself. */
    private final PendingConnections<Channel> undecided;
    private volatile long headMillis;

    Admission(Descriptors descriptors, int places) {
        this.descriptors = descriptors;
        this.undecided = new PendingConnections<>(places);
    }

    public static Admission ofProcess() {
        return OF_PROCESS;
    }

    /** How long the head of a request may take, on connections from now on; 0 for as long as it likes. */
    public void limitHeads(long millis) {
        headMillis = millis;
    }

    /** How many of the connections that wait are to be closed when descriptors are used up. */
    public static int toClose(int waiting) {
        return 1 + waiting / SHARE_TO_CLOSE;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        if (descriptors.isReserved(connection)) {
            makeRoom();
            refuse(ctx.channel(), connection);
            return;
        }
        if (headMillis > 0) {
            connection.pipeline().addFirst(new Arrival());
        }
        ctx.fireChannelRead(connection);
    }

    private void makeRoom() {
        List<Channel> victims = new ArrayList<>();
        synchronized (undecided) {
            for (int left = toClose(undecided.size()); left > 0 && undecided.size() > 0; left--) {
                victims.add(undecided.removeOldest());
            }
        }
        victims.forEach(victim -> {
            RejectReason.PUSHED_OUT.add();
            close(victim);
        });
    }

    private void refuse(Channel server, Channel connection) {
        RejectReason.NO_DESCRIPTOR.add();
        refusals.logf(LOG, Logger.Level.WARN, null, "Refused a connection, as this process is about to have used up its file"
                + " descriptors: raise its limit (ulimit -n)");
        RefusedConnection refused = descriptors.isAmongLast(connection) ? null : RefusedConnection.of(connection);
        if (refused == null) {
            connection.unsafe().closeForcibly();
        } else {
            connection.pipeline().addLast(refused);
            server.eventLoop().register(connection);
        }
    }

    private void opened(Channel connection) {
        Channel victim;
        synchronized (undecided) {
            victim = undecided.add(connection, clientOf(connection));
        }
        if (victim != null) {
            RejectReason.PUSHED_OUT.add();
            pushedOut.logf(LOG, Logger.Level.WARN, null,
                    "Closed the oldest connection of %s: too many connections have not sent a request",
                    clientOf(victim));
            close(victim);
        }
    }

    private void decided(Channel connection) {
        synchronized (undecided) {
            undecided.remove(connection);
        }
    }

    /** Without the handlers of its protocol, which would say goodbye to a client that does not listen. */
    private static void close(Channel connection) {
        connection.eventLoop().execute(() -> connection.unsafe().close(connection.voidPromise()));
    }

    /** First of the handlers of a connection, until the server has added its own. */
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

    /** Where a connection is from, for messages. */
    static @Nullable SocketAddress clientOf(Channel connection) {
        SocketAddress told = connection.attr(CLIENT).get();
        return told == null ? connection.remoteAddress() : told;
    }
}
