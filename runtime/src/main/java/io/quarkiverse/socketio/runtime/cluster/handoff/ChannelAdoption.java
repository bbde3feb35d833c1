package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.quarkiverse.socketio.runtime.admission.Admission;
import io.quarkiverse.socketio.runtime.admission.ServerIntake;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Gives connections that the primary has accepted, or another worker relays, to this worker's HTTP servers. Netty's acceptor of
 * a server takes any child channel that comes through the server channel's pipeline, so it is given the received one and builds
 * Vert.x' pipeline on it, unmodified. This is the only class that knows how Vert.x and Netty do this inside.
 * <p>
 * Thread: {@link #adopt} on {@link #eventLoop}, the counters from any.
 */
public final class ChannelAdoption implements FdReceiver.Adopter, PipeReceiver.Adopter {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter NO_SERVER = new LogLimiter();

    /** The attribute in which Vert.x keeps the server name of TLS (SNI). */
    private static final AttributeKey<String> SERVER_NAME = AttributeKey.valueOf("sniServerName");
    private static final AttributeKey<Boolean> RELAYED = AttributeKey.valueOf(ChannelAdoption.class, "relayed");

    private final int worker;
    private final Channel server;
    private final @Nullable Channel tlsServer;
    private final @Nullable Channel managementServer;
    private final @Nullable Channel hostServer;
    private final int maxClients;
    private final AtomicInteger open = new AtomicInteger();
    /** The open connections that are not of clients. */
    private final AtomicInteger others = new AtomicInteger();
    private final AtomicLong adopted = new AtomicLong();
    private volatile Runnable listener = () -> {
    };

    private ChannelAdoption(int worker, Sockets sockets, int maxClients) {
        this.worker = worker;
        this.maxClients = maxClients;
        this.server = serverOn(sockets.plain);
        this.tlsServer = serverBeside(server, sockets.tls);
        this.managementServer = serverBeside(server, sockets.management);
        this.hostServer = serverBeside(server, sockets.hosts);
    }

    /**
     * The Unix sockets on which the servers of a process listen.
     *
     * @param tls of the server that terminates TLS; null when there is none
     * @param management of the server of the management interface; null when there is none
     * @param hosts of the server for other hosts; null when there is none
     */
    public record Sockets(Path plain, @Nullable Path tls, @Nullable Path management, @Nullable Path hosts) {
    }

    /**
     * Returns an adoption into the servers that listen on the given Unix sockets.
     *
     * @param worker the id of this worker; 0 in a single process
     * @param maxClients the maximum number of open connections of clients; more are closed
     */
    public static ChannelAdoption into(int worker, Sockets sockets, int maxClients) {
        return new ChannelAdoption(worker, sockets, maxClients);
    }

    private static @Nullable Channel serverBeside(Channel first, @Nullable Path socket) {
        if (socket == null) {
            return null;
        }
        Channel server = serverOn(socket);
        if (server.eventLoop() != first.eventLoop()) {
            throw new IllegalStateException("[BUG] the server of " + socket + " accepts on an event loop of its own");
        }
        return server;
    }

    private static Channel serverOn(Path socket) {
        Channel server = VertxTransport.serverOn(socket);
        if (server == null) {
            throw new IllegalStateException("[BUG] no HTTP server of ours listens on " + socket
                    + ": is another io.vertx.core.spi.transport.Transport on the class path?");
        }
        return server;
    }

    /** Returns whether another worker relays this connection. */
    public static boolean isRelayed(Channel connection) {
        return connection.hasAttr(RELAYED);
    }

    public EventLoop eventLoop() {
        return server.eventLoop();
    }

    /** Returns the number of adopted connections that are open. */
    public int open() {
        return open.get();
    }

    /** Sets the listener, which is called on any event loop when a counter has changed. */
    public void onChange(Runnable changed) {
        listener = changed;
    }

    /** Returns the number of connections adopted so far. */
    public long adopted() {
        return adopted.get();
    }

    @Override
    public boolean adopt(ServerKind kind, int descriptor, ByteBuf head) {
        if (!server.isOpen()) {
            return false;
        }
        Channel target = selectServer(kind);
        if (target == null) {
            FdReceiver.close(new FileDescriptor(descriptor));
            head.release();
            return true;
        }
        SocketChannel child;
        try {
            child = NettyTransport.of(target.eventLoop()).adopt(descriptor);
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
        if (head.isReadable()) {
            // Netty reads a half-closed connection to its end, even if no read is requested
            child.config().setAllowHalfClosure(true);
            child.pipeline().addFirst(new Replay(head));
        } else {
            head.release();
        }
        debug("adopts the", child.remoteAddress());
        adoptInto(target, child);
        return true;
    }

    @Override
    public boolean isPaused() {
        return isPaused(server) || isPaused(tlsServer) || isPaused(managementServer) || isPaused(hostServer);
    }

    private static boolean isPaused(@Nullable Channel server) {
        ServerIntake intake = ServerIntake.of(server);
        return intake != null && intake.isPaused();
    }

    @Override
    public void onResume(Runnable action) {
        for (Channel each : new Channel[] { server, tlsServer, managementServer, hostServer }) {
            ServerIntake intake = ServerIntake.of(each);
            if (intake != null) {
                intake.onResume(action);
            }
        }
    }

    /** Closes a connection that it cannot adopt; without an acknowledgement, the primary gives it to another worker. */
    @Override
    public void adopt(Preamble preamble, Channel connection, ByteBuf head) {
        if (!server.isOpen() || !connection.isActive()) {
            connection.unsafe().closeForcibly();
            head.release();
            return;
        }
        if (preamble.kind() == ServerKind.RELAYED) {
            adoptRelayed(preamble, connection, head);
            return;
        }
        Channel target = selectServer(preamble.kind());
        if (target == null) {
            // no other worker could take it either
            head.release();
            server.eventLoop().register(connection).addListener(registered -> connection
                    .writeAndFlush(connection.alloc().buffer(1).writeByte(Preamble.ACCEPTED))
                    .addListener(ChannelFutureListener.CLOSE));
            return;
        }
        overrideAddresses(preamble, connection);
        connection.pipeline().addFirst(new ProxiedReplay(head, true));
        debug("adopts the", preamble.client());
        adoptInto(target, connection);
    }

    private static void overrideAddresses(Preamble preamble, Channel connection) {
        connection.attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE).set(SocketAddress.inetSocketAddress(preamble.client()));
        connection.attr(ConnectionBase.LOCAL_ADDRESS_OVERRIDE).set(SocketAddress.inetSocketAddress(preamble.server()));
        connection.attr(Admission.CLIENT).set(preamble.client());
    }

    /** Is not counted as a connection of this worker: the client's connection is counted by the worker that relays it. */
    private void adoptRelayed(Preamble preamble, Channel connection, ByteBuf head) {
        overrideAddresses(preamble, connection);
        connection.attr(RELAYED).set(true);
        TlsSessionDetails tls = preamble.tls();
        if (tls != null) {
            connection.pipeline().addFirst(new TerminatedTls(tls));
            connection.attr(SERVER_NAME).set(tls.serverName());
        }
        connection.pipeline().addFirst(new ProxiedReplay(head, false));
        debug("takes what another worker relays of the", preamble.client());
        server.pipeline().fireChannelRead(connection).fireChannelReadComplete();
    }

    /** Counts a connection and returns the server channel for it; null when there is none, or too many connections are open. */
    private @Nullable Channel selectServer(ServerKind kind) {
        adopted.incrementAndGet();
        Channel target = switch (kind) {
            case PLAIN, RELAYED -> server;
            case TLS -> tlsServer;
            case MANAGEMENT, MANAGEMENT_TLS -> managementServer;
            case HOSTS -> hostServer;
        };
        if (target == null) {
            NO_SERVER.logf(LOG, Logger.Level.ERROR, null, switch (kind) {
                case TLS -> "A connection to the port for HTTPS is closed: this worker's configuration has no key for TLS";
                case HOSTS -> "A connection to the port for other hosts is closed: this worker's configuration has no relay";
                default -> "A connection to the management port is closed: this worker has no management interface";
            });
        }
        boolean full = isForClients(target) && open.get() - others.get() >= maxClients;
        return full ? null : target;
    }

    private boolean isForClients(@Nullable Channel target) {
        return target != managementServer && target != hostServer;
    }

    /** @param client its address; {@code null} if it has gone meanwhile */
    private void debug(String what, @Nullable InetSocketAddress client) {
        if (DebugLog.CLUSTER.isDebugEnabled()) {
            DebugLog.CLUSTER.debugf("worker %d: %s connection of %s", worker, what,
                    client == null ? "an unknown client" : NetUtil.toSocketAddressString(client));
        }
    }

    private void adoptInto(Channel target, Channel child) {
        int other = isForClients(target) ? 0 : 1;
        others.addAndGet(other);
        open.incrementAndGet();
        child.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            others.addAndGet(-other);
            listener.run();
        });
        target.pipeline().fireChannelRead(child).fireChannelReadComplete();
        listener.run();
    }

    /**
     * The first handler of an adopted connection: fires the head, the bytes that the primary has read, before anything is read
     * from the socket.
     */
    private static class Replay extends ChannelDuplexHandler {
        private @Nullable ByteBuf head;
        private boolean readWanted;
        private boolean ended;

        Replay(ByteBuf head) {
            this.head = head;
        }

        /**
         * Fires the head after one round of I/O: what is ready on older connections of this event loop was sent before it, and
         * a client that continues on a new connection expects it to be processed first.
         */
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.fireChannelActive();
            Scheduler.afterIo(ctx.executor(), () -> replay(ctx));
        }

        private void replay(ChannelHandlerContext ctx) {
            ByteBuf first = head;
            if (first != null && !ctx.isRemoved()) {
                head = null;
                beforeHead(ctx);
                ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
                ctx.pipeline().remove(this);
                if (first.isReadable()) {
                    ctx.fireChannelRead(first);
                    ctx.fireChannelReadComplete();
                } else {
                    first.release();
                }
                if (ended) {
                    ctx.channel().close();
                } else if (readWanted) {
                    ctx.channel().read();
                }
            }
        }

        /** Fires the head before bytes that were read although no read was requested. */
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            replay(ctx);
            ctx.fireChannelRead(message);
        }

        /** Defers the end of input until the head was fired, as the server does not know half-closed connections. */
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ended = true;
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }

        void beforeHead(ChannelHandlerContext ctx) {
        }

        /** Defers reading from the socket until the head was fired. */
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
     * The {@link Replay} of a connection that was registered with an event loop before: then Netty does not fire
     * {@code channelActive}, and would read at once. Acknowledges the connection to the primary right before the head is fired:
     * if this worker dies earlier, no request was processed and another worker gets the connection.
     */
    private static final class ProxiedReplay extends Replay {
        private final boolean answers;
        private boolean registered;

        /** @param answers whether to acknowledge the connection */
        ProxiedReplay(ByteBuf head, boolean answers) {
            super(head);
            this.answers = answers;
        }

        @Override
        public void channelRegistered(ChannelHandlerContext ctx) {
            ctx.fireChannelRegistered();
            if (!registered) {
                registered = true;
                // once the server has built its pipeline
                ctx.executor().execute(() -> channelActive(ctx));
            }
        }

        @Override
        void beforeHead(ChannelHandlerContext ctx) {
            if (answers) {
                ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte(Preamble.ACCEPTED), ctx.voidPromise());
            }
            ctx.channel().config().setAutoRead(true);
        }
    }
}
