package io.quarkiverse.socketio.runtime.admission;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Limits what a server takes: a handler in the pipeline of its server channel, behind {@link Admission}, which every new
 * connection passes, whether it was accepted or handed over.
 * <ul>
 * <li>No more connections than the event loops keep up with. A connection has arrived when its event loop has registered it and
 * then had one round of I/O, in which it reads the first request if that is there. While {@value #MAX_ARRIVING} connections have
 * not arrived, the server channel does not accept, and a worker does not adopt; further connections wait in the kernel's queue.
 * Otherwise the thread that accepts would fill the queues of event loops that lag, with connections whose clients have gone by
 * the time they are served. One event loop that stands still ends accepting for all of them: which loop gets a connection is
 * only decided after it was accepted, so it could not be left in the kernel's queue for another loop or worker.</li>
 * <li>No more open connections than {@link Admission#limitConnections} allows. Beyond, some of those that have not sent
 * a request and those that have been idle between two requests for five seconds are closed, and new ones are refused.</li>
 * <li>No more than {@value #READ_BYTES} bytes of a connection at a time, after which the other connections of its event loop
 * have their turn. Netty would read up to a megabyte, which can be half a million tiny frames.</li>
 * </ul>
 * There is one for each server, so that a flood of one port leaves the others open, such as that of the management interface.
 * <p>
 * Thread: any.
 */
public final class ServerIntake extends ChannelInboundHandlerAdapter {
    static final int MAX_ARRIVING = 64;
    static final long IDLE_SECONDS = 5;
    static final int READ_BYTES = 8192;
    private static final int FIRST_READ_BYTES = 2048;
    private static final int MIN_READ_BYTES = 64;
    private static final RecvByteBufAllocator SMALL_READS = new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES,
            READ_BYTES).maxMessagesPerRead(1);
    private static final Logger LOG = Logger.getLogger(ServerIntake.class);
    private static final LogLimiter FULL = new LogLimiter();

    private final Channel server;
    private final Admission admission;
    /** The connections whose event loop has not registered them, or not yet had a round of I/O for them. */
    private final Set<Channel> arriving = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    /**
     * The open connections that have a {@link HeadDeadline}. Those of WebSocket have none, so that a client that stays takes no
     * memory here.
     */
    private final Set<Channel> ofHttp = ConcurrentHashMap.newKeySet();
    private volatile boolean paused;
    private volatile @Nullable Runnable resumed;
    /** When idle connections were last looked for. Only used on the event loop of the server channel. */
    private long sweptAt = System.nanoTime() - TimeUnit.SECONDS.toNanos(IDLE_SECONDS);

    ServerIntake(Channel server, Admission admission) {
        this.server = server;
        this.admission = admission;
        server.closeFuture().addListener(closed -> resumeIfPossible());
    }

    /** Returns the intake of a server channel; null when it has none, as it is no server of Vert.x. */
    public static @Nullable ServerIntake of(@Nullable Channel server) {
        return server == null ? null : server.pipeline().get(ServerIntake.class);
    }

    /** Returns the number of open connections. */
    int open() {
        return open.get();
    }

    /** Returns whether no further connection is to be taken at present, as the event loops lag. */
    public boolean isPaused() {
        return paused;
    }

    /** Sets what runs on the event loop of the server channel whenever connections are taken again. */
    public void onResume(Runnable action) {
        resumed = action;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        int most = admission.maxConnections();
        if (open.get() >= most) {
            FULL.logf(LOG, Logger.Level.WARN, null, "Refused a connection, as %d are open: see"
                    + " quarkus.socketio.limits.open-connections", most);
            admission.makeRoom();
            closeIdle();
            Admission.refuse(server, connection, RejectReason.TOO_MANY, true);
            return;
        }
        connection.config().setRecvByteBufAllocator(SMALL_READS);
        open.incrementAndGet();
        arriving.add(connection);
        Arrival arrival = new Arrival();
        connection.closeFuture().addListener(arrival);
        connection.pipeline().addFirst(arrival);
        if (arriving.size() >= MAX_ARRIVING) {
            pause();
        }
        ctx.fireChannelRead(message);
        if (!connection.isOpen()) {
            // no event loop took it, so that none reports its end
            arrival.ended(connection);
        }
    }

    private void pause() {
        // again in each case, as Netty resumes accepting a second after a failure
        server.config().setAutoRead(false);
        if (!paused) {
            paused = true;
            // some may have arrived just before
            server.eventLoop().execute(this::resumeIfPossible);
        }
    }

    private void closeIdle() {
        long now = System.nanoTime();
        if (now - sweptAt < TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
            return;
        }
        sweptAt = now;
        for (Channel connection : ofHttp) {
            connection.eventLoop().execute(() -> {
                HeadDeadline heads = connection.pipeline().get(HeadDeadline.class);
                if (heads != null) {
                    heads.closeIfIdleTwice(connection);
                }
            });
        }
    }

    /** Called at least once for each connection that was taken; later calls have no effect. */
    private void arrived(Channel connection) {
        if (arriving.remove(connection) && arriving.size() <= MAX_ARRIVING / 2 && paused) {
            server.eventLoop().execute(this::resumeIfPossible);
        }
    }

    /** Once the server channel is closed nothing is paused: what waits is to learn that. */
    private void resumeIfPossible() {
        if (paused && (arriving.size() <= MAX_ARRIVING / 2 || !server.isOpen())) {
            paused = false;
            if (server.isOpen()) {
                server.config().setAutoRead(true);
            }
            Runnable action = resumed;
            if (action != null) {
                action.run();
            }
        }
    }

    /**
     * The first handler of a connection until its event loop has registered it, and the listener for its end: one object, as
     * each connection keeps it.
     */
    private final class Arrival extends ChannelInboundHandlerAdapter implements ChannelFutureListener {
        /** Guarded by this. */
        private boolean ended;

        @Override
        public void channelRegistered(ChannelHandlerContext ctx) {
            ctx.pipeline().remove(this);
            Scheduler.afterIo(ctx.executor(), () -> arrived(ctx.channel()));
            ctx.fireChannelRegistered();
            HeadDeadline heads = ctx.pipeline().get(HeadDeadline.class);
            if (heads != null) {
                heads.listIn(ofHttp, ctx.channel());
            }
        }

        @Override
        public void operationComplete(ChannelFuture closed) {
            ended(closed.channel());
        }

        /** Called at least once; later calls have no effect. */
        private void ended(Channel connection) {
            if (isFirstEnd()) {
                open.decrementAndGet();
                arrived(connection);
            }
        }

        private synchronized boolean isFirstEnd() {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }
}
