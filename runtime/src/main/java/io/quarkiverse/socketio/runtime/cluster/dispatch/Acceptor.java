package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

/**
 * Owns the listening socket, which stays open as long as the primary lives. Stops accepting, so that the kernel's queue holds
 * what comes, while no worker keeps up or too many connections have not sent their first request.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Acceptor {
    private static final Logger LOG = Logger.getLogger(Acceptor.class);
    private static final int MAX_UNDECIDED = 8192;
    private static final int READ_BYTES = 8192;
    private static final long RETRY_MILLIS = 10;

    final EventLoop loop;
    final WorkerPool pool;
    final Affinity affinity;
    final long firstRequestMillis;
    private int undecided;
    private Channel server;
    private boolean paused;

    @SuppressWarnings("NullAway.Init")
    public Acceptor(EventLoop loop, WorkerPool pool, Affinity affinity, long firstRequestMillis) {
        this.loop = loop;
        this.pool = pool;
        this.affinity = affinity;
        this.firstRequestMillis = firstRequestMillis;
    }

    /** Binds; the future fails with the cause when that is not possible. */
    public ChannelFuture bind(InetSocketAddress address, int backlog) {
        ChannelFuture bound = new ServerBootstrap().group(loop).channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                // no more than needed is read here; the rest waits in the socket for the worker
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel connection) {
                        connection.pipeline().addLast(new FirstRequest(Acceptor.this, connection));
                    }
                })
                .bind(address);
        server = bound.channel();
        return bound;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** No more connections: the cluster is shutting down. */
    public void close() {
        server.close();
    }

    void opened() {
        undecided++;
        pauseIfNeeded();
    }

    void decided() {
        undecided--;
    }

    /** Looks again, whenever something has changed, until it may accept. */
    void pauseIfNeeded() {
        boolean pause = undecided >= MAX_UNDECIDED || pool.isFull();
        if (pause && !paused) {
            paused = true;
            server.config().setAutoRead(false);
            LOG.warnf("Not accepting for now: %s", undecided >= MAX_UNDECIDED
                    ? undecided + " connections have not sent a request yet"
                    : "all workers are behind with adopting connections");
            loop.schedule(this::resumeIfPossible, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void resumeIfPossible() {
        if (!server.isOpen()) {
            return;
        }
        if (undecided >= MAX_UNDECIDED || pool.isFull()) {
            loop.schedule(this::resumeIfPossible, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            paused = false;
            server.config().setAutoRead(true);
        }
    }
}
