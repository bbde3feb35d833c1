package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.impl.transports.EpollTransport;

/**
 * Makes a foreign descriptor a connection of the worker's own HTTP server. Netty's acceptor of that server takes whatever child
 * channel comes through the server channel's pipeline, so it is given ours and builds Vert.x' pipeline on it, unmodified.
 * This is the only class that knows how Vert.x and Netty do this inside.
 * <p>
 * Thread: {@link #adopt} on {@link #eventLoop}, the counters from any.
 */
public final class ChannelAdoption implements FdReceiver.Adopter {
    private final Channel server;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong adopted = new AtomicLong();
    private volatile Runnable listener = () -> {
    };

    private ChannelAdoption(Channel server) {
        this.server = server;
    }

    /** Into the HTTP server that listens on the given Unix socket. */
    public static ChannelAdoption into(String socketPath) {
        for (Channel channel : RememberingTransport.SERVERS) {
            if (channel.localAddress() instanceof DomainSocketAddress address && address.path().equals(socketPath)) {
                return new ChannelAdoption(channel);
            }
        }
        throw new IllegalStateException("[BUG] no HTTP server listens on " + socketPath
                + " with the native transport: is another io.vertx.core.spi.transport.Transport on the class path?");
    }

    public EventLoop eventLoop() {
        return server.eventLoop();
    }

    /** Adopted connections that are open. */
    public int open() {
        return open.get();
    }

    /** Told, on any event loop, when a counter has changed. */
    public void onChange(Runnable changed) {
        listener = changed;
    }

    /** Connections adopted so far. */
    public long adopted() {
        return adopted.get();
    }

    @Override
    public boolean adopt(int descriptor, ByteBuf head) {
        if (!server.isOpen()) {
            return false;
        }
        adopted.incrementAndGet();
        EpollSocketChannel child;
        try {
            child = new EpollSocketChannel(descriptor);
        } catch (ChannelException e) {
            FdReceiver.close(new FileDescriptor(descriptor));
            head.release();
            return true;
        }
        if (!child.isActive()) {
            // reset by the client on its way here
            child.unsafe().closeForcibly();
            head.release();
            return true;
        }
        open.incrementAndGet();
        child.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            listener.run();
        });
        child.pipeline().addFirst(new Replay(head));
        server.pipeline().fireChannelRead(child).fireChannelReadComplete();
        listener.run();
        return true;
    }

    /** First of all handlers: hands on what the primary has read, before anything is read from the socket. */
    private static final class Replay extends ChannelDuplexHandler {
        private @Nullable ByteBuf head;
        private boolean readWanted;

        Replay(ByteBuf head) {
            this.head = head;
        }

        /**
         * The head waits for one round of I/O: what lies ready on older connections of this loop was sent before, and a client
         * that goes
         * on over a new connection expects it to be seen first.
         */
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.fireChannelActive();
            ctx.executor().schedule(() -> replay(ctx), 1, TimeUnit.NANOSECONDS);
        }

        private void replay(ChannelHandlerContext ctx) {
            ByteBuf first = head;
            if (first != null && !ctx.isRemoved()) {
                head = null;
                ctx.pipeline().remove(this);
                ctx.fireChannelRead(first);
                ctx.fireChannelReadComplete();
                if (readWanted) {
                    ctx.channel().read();
                }
            }
        }

        /** Nothing is read from the socket before the head. */
        @Override
        public void read(ChannelHandlerContext ctx) {
            readWanted = true;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            if (head != null) {
                head.release();
                head = null;
            }
        }
    }

    /**
     * Vert.x' own epoll transport, which remembers the server channels it makes. Found by Vert.x through the service loader
     * whenever the native transport is preferred; outside of a worker it remembers nothing.
     */
    public static final class RememberingTransport extends EpollTransport {
        private static final Queue<Channel> SERVERS = new ConcurrentLinkedQueue<>();
        private static final boolean WORKER = Boolean.parseBoolean(System.getenv("CLUSTER_WORKER"));

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            ChannelFactory<? extends ServerChannel> factory = super.serverChannelFactory(domainSocket);
            return WORKER ? () -> remembered(factory.newChannel()) : factory;
        }

        private static ServerChannel remembered(ServerChannel channel) {
            SERVERS.add(channel);
            channel.closeFuture().addListener(closed -> SERVERS.remove(channel));
            return channel;
        }
    }
}
