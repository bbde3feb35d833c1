package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.runtime.admission.ClosingResponse;
import io.quarkiverse.socketio.runtime.admission.Descriptors;
import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Receives the connections of a {@link PipeSender}, or those that other workers relay: listens on a Unix socket, reads the
 * {@link Preamble} of each connection and passes it to an adopter. Connections are closed that do not send a valid preamble in
 * time, the primary's with the token of this worker.
 * <p>
 * Thread: one event loop.
 */
public final class PipeReceiver {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter REFUSALS = new LogLimiter();
    private static final int BACKLOG = 1024;
    private static final int PREAMBLE_SECONDS = 30;

    private final String token;
    private final boolean ofWorkers;
    private final Adopter adopter;

    private PipeReceiver(String token, boolean ofWorkers, Adopter adopter) {
        this.token = token;
        this.ofWorkers = ofWorkers;
        this.adopter = adopter;
    }

    /**
     * Returns a receiver of the connections that the primary proxies.
     *
     * @param token that the worker was launched with; each preamble must have it
     */
    public static PipeReceiver ofPrimary(String token, Adopter adopter) {
        return new PipeReceiver(token, false, adopter);
    }

    /**
     * Returns a receiver of the connections that other workers relay. They do not know this worker's token; it suffices that
     * they run as the same user, who alone can open the socket.
     */
    public static PipeReceiver ofWorkers(Adopter adopter) {
        return new PipeReceiver("", true, adopter);
    }

    /** Gives received connections to a server. */
    public interface Adopter {
        /**
         * @param preamble describes the connection
         * @param connection deregistered from its event loop; {@link Preamble#ACCEPTED} is still to be sent on it
         * @param head the bytes that were received behind the preamble
         */
        void adopt(Preamble preamble, Channel connection, ByteBuf head);
    }

    /**
     * Starts to listen.
     *
     * @param loop runs the connections; its transport is used
     */
    public ChannelFuture listen(EventLoop loop, Path socket) {
        NettyTransport transport = NettyTransport.of(loop);
        ServerBootstrap bootstrap = new ServerBootstrap().group(loop).channelFactory(transport.unixServer())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new PreambleReader(transport));
                    }
                });
        return bootstrap.bind(transport.unixAddress(socket));
    }

    private final class PreambleReader extends ChannelInboundHandlerAdapter {
        private ByteBuf seen = Unpooled.EMPTY_BUFFER;
        private final NettyTransport transport;
        private @Nullable Future<?> deadline;
        private boolean over;

        PreambleReader(NettyTransport transport) {
            this.transport = transport;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws IOException {
            if (!transport.isPeer(LocalUser.uid(), ctx.channel())) {
                refuse(ctx, "it is of another user");
                return;
            }
            deadline = ctx.executor().schedule(() -> refuse(ctx, "it sent no preamble in time"), PREAMBLE_SECONDS,
                    TimeUnit.SECONDS);
            ctx.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (over) {
                ((ByteBuf) message).release();
                return;
            }
            seen = seen.isReadable() ? Unpooled.wrappedBuffer(seen, (ByteBuf) message) : (ByteBuf) message;
            try {
                Preamble preamble = Preamble.decode(seen, ofWorkers ? Preamble.MAX_RELAYED : Preamble.MAX_PROXIED);
                if (preamble == null) {
                    ctx.read();
                } else if (isOurs(preamble)) {
                    passToAdopter(ctx, preamble);
                } else {
                    refuse(ctx, "it does not know this worker's secret");
                }
            } catch (IllegalArgumentException e) {
                refuse(ctx, e.getMessage());
            }
        }

        private boolean isOurs(Preamble preamble) {
            return ofWorkers == (preamble.kind() == ServerKind.RELAYED)
                    && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8),
                            preamble.token().getBytes(StandardCharsets.UTF_8));
        }

        private void passToAdopter(ChannelHandlerContext ctx, Preamble preamble) {
            stopWaiting();
            ByteBuf head = seen;
            seen = Unpooled.EMPTY_BUFFER;
            Channel connection = ctx.channel();
            if (Descriptors.ofProcess().isReserved(connection)) {
                head.release();
                refuseForDescriptors(ctx);
                return;
            }
            ctx.pipeline().remove(this);
            connection.deregister().addListener(done -> adopter.adopt(preamble, connection, head));
        }

        /**
         * Closes the connection for lack of descriptors. A proxied one is refused, as another worker may have descriptors; a
         * relayed one, which only this worker can serve, gets a 503 response.
         */
        private void refuseForDescriptors(ChannelHandlerContext ctx) {
            if (ofWorkers) {
                ctx.pipeline().replace(this, null, ClosingResponse.unavailable());
            } else {
                ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte(Preamble.REFUSED)).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void refuse(ChannelHandlerContext ctx, @Nullable String why) {
            stopWaiting();
            REFUSALS.logf(LOG, Logger.Level.WARN, null,
                    "Closed a connection to this worker's socket for proxied connections: %s", why);
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            stopWaiting();
        }

        private void stopWaiting() {
            over = true;
            if (deadline != null) {
                deadline.cancel(false);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            seen.release();
            seen = Unpooled.EMPTY_BUFFER;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
