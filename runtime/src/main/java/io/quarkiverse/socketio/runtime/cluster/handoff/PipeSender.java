package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.quarkiverse.socketio.runtime.admission.Descriptors;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Sends connections to one worker by proxying them: each gets its own connection to the worker's Unix socket, over which a
 * {@link Preamble}, the bytes that were already read, and, once the worker has acknowledged it, all further bytes are sent.
 * Until then nothing more is read from the client, so that the connections of a worker that dies can be given to another.
 * <p>
 * Thread: the event loop of the connections.
 */
public final class PipeSender extends ConnectionSender {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter FAILURES = new LogLimiter();
    /** The maximum number of connections under way: fewer than any system queues for a Unix socket that accepts none. */
    private static final int WINDOW = 100;
    /** No answer of the worker was expected. */
    private static final byte NO_ANSWER = -1;

    private final EventLoop loop;
    private final NettyTransport transport;
    private final Path socket;
    private final String token;
    private final Set<Pipe> pipes = new HashSet<>();

    /** @param socket the Unix socket on which the worker already listens */
    public PipeSender(EventLoop loop, Path socket, String token) {
        this(loop, socket, token, ConnectionSender::steadyMillis);
    }

    /** @param millis any steady clock */
    PipeSender(EventLoop loop, Path socket, String token, LongSupplier millis) {
        super(WINDOW, millis);
        this.loop = loop;
        this.transport = NettyTransport.of(loop);
        this.socket = socket;
        this.token = token;
    }

    /** Returns the number of connections that are proxied. */
    int open() {
        return pipes.size();
    }

    /** Stops sending, as the worker is stopping or gone: only what it has already sent is still passed to its clients. */
    @Override
    public void close() {
        stop();
        new ArrayList<>(pipes).forEach(Pipe::readToTheEnd);
    }

    @Override
    void transmit(PendingHandoff handoff) {
        Delivery delivery = new Delivery(handoff);
        // After the events of the present round of I/O: Netty finds channels by their descriptors, and so would take the end of a
        // connection that was closed in this round for that of a new one with the same descriptor.
        loop.execute(() -> connect(delivery).addListener(connected -> {
            if (!connected.isSuccess()) {
                delivery.failed(connected.cause());
            }
        }));
    }

    /** Registers and connects in the same task, for the same reason. */
    private Future<Void> connect(Delivery delivery) {
        try {
            Channel channel = transport.unixSocket().newChannel();
            channel.config().setAutoClose(false);
            channel.pipeline().addLast(delivery);
            ChannelFuture registered = loop.register(channel);
            return registered.isSuccess() ? channel.connect(transport.unixAddress(socket)) : registered;
        } catch (ChannelException e) { // no descriptor is left
            return loop.newFailedFuture(e);
        }
    }

    /** Handles a connection to the worker until it has acknowledged the connection of the client. */
    private final class Delivery extends ChannelInboundHandlerAdapter {
        private final PendingHandoff handoff;
        private boolean over;

        Delivery(PendingHandoff handoff) {
            this.handoff = handoff;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws IOException {
            if (!transport.isPeer(LocalUser.uid(), ctx.channel())) {
                failed(new IOException("the worker's socket is of another user"));
                ctx.close();
                return;
            }
            SocketChannel client = handoff.connection;
            ByteBuf preamble = ctx.alloc().buffer();
            new Preamble(handoff.kind, token, client.remoteAddress(), client.localAddress()).encode(preamble);
            ctx.write(preamble, ctx.voidPromise());
            ctx.writeAndFlush(handoff.head.retainedDuplicate(), ctx.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            byte answer = over ? NO_ANSWER : bytes.readByte();
            if (answer != Preamble.ACCEPTED) {
                bytes.release();
                refuse();
                ctx.close();
                return;
            }
            over = true;
            join((DuplexChannel) ctx.channel(), bytes);
            completed(handoff, true);
        }

        /**
         * Gives the connection back, as the worker has no place for it, is stopping or dead, or the primary has no file
         * descriptor for the connection to the worker. A dead one is noticed at the next connection, as nobody listens.
         */
        private void refuse() {
            if (!over) {
                over = true;
                refused();
                completed(handoff, false);
            }
        }

        @Override
        public void channelRegistered(ChannelHandlerContext ctx) {
            if (Descriptors.ofProcess().isReserved(ctx.channel())) {
                refuse();
                ctx.close();
            }
        }

        private void join(DuplexChannel worker, ByteBuf first) {
            Pipe pipe = new Pipe(handoff.connection, worker);
            pipes.add(pipe);
            handoff.connection.closeFuture().addListener(closed -> pipes.remove(pipe));
            pipe.open(this, first);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            refuse();
        }

        /** Ignores I/O errors until the end was read: the worker may have accepted before. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                failed(cause);
                ctx.close();
            }
        }

        /** Gives the connection back; closes it if the worker is not the cause, as another one would not help. */
        void failed(Throwable cause) {
            if (over) {
                return;
            }
            over = true;
            boolean worker = cause instanceof IOException;
            if (worker) {
                stop();
            } else {
                FAILURES.logf(LOG, Logger.Level.ERROR, null,
                        "A connection is closed, because none can be made to its worker: %s", cause.getMessage());
                handoff.connection.close();
            }
            completed(handoff, !worker);
        }
    }
}
