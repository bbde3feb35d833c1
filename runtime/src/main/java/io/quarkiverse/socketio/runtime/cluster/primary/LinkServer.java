package io.quarkiverse.socketio.runtime.cluster.primary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkException;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.SequencedFrames;

/**
 * Accepts the connections of workers and terminals. Each must send {@link Hello} first, in time; that of a worker with the
 * secret with which it was launched, and from its own process. All must come from the primary's user; others are closed.
 * <p>
 * Thread: the primary's event loop.
 */
record LinkServer(Owner owner, int uid) {
    private static final Logger LOG = Logger.getLogger(LinkServer.class);
    private static final int HELLO_MILLIS = 30_000;
    private static final int MAX_HELLO = 1024;
    private static final int NO_PID = 0;

    /** Knows the workers and receives their messages. */
    interface Owner {
        /** Returns the link of a worker that was launched; null when no such worker lives. */
        @Nullable
        WorkerLink linkOf(int incarnation);

        long pidOf(int incarnation);

        /**
         * Executes a command from a terminal of the primary's own user.
         *
         * @return what the terminal prints; failed with an {@link IllegalArgumentException} that has the reason when it cannot be
         *         executed
         */
        CompletionStage<String> onCommand(Query<?> command);

        void onAttached(WorkerLink worker, Lane lane);

        void onMessage(WorkerLink worker, LinkMessage message);

        /** Called with a whole frame of the bus, which the caller releases. */
        void onBus(WorkerLink worker, ByteBuf whole);

        /** Called with a whole frame that is to get a place in the order; the caller releases it. */
        void onSequence(WorkerLink worker, ByteBuf whole);

        void onViolation(WorkerLink worker, String how);

        void onClosed(WorkerLink worker);
    }

    ChannelFuture bind(EventLoop loop, Path socket) {
        NettyTransport transport = NettyTransport.of(loop);
        return new ServerBootstrap().group(loop).channelFactory(transport.unixServer())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WorkerLink.MAX_UNREAD / 2, WorkerLink.MAX_UNREAD))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(frames(MAX_HELLO), new HelloHandler(transport, channel));
                    }
                })
                .bind(transport.unixAddress(socket));
    }

    private static LengthFieldBasedFrameDecoder frames(int max) {
        return new LengthFieldBasedFrameDecoder(max, 0, LinkCodec.LENGTH_BYTES, 0, 0);
    }

    private final class HelloHandler extends SimpleChannelInboundHandler<ByteBuf> {
        private final NettyTransport transport;
        private final Channel channel;
        private boolean refused;

        HelloHandler(NettyTransport transport, Channel channel) {
            this.transport = transport;
            this.channel = channel;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws IOException {
            if (!transport.isPeer(uid, channel)) {
                refuse("it is of another user");
                return;
            }
            ctx.executor().schedule(() -> {
                if (!ctx.isRemoved()) {
                    refuse("it has sent no hello in time");
                }
            }, HELLO_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf whole) throws IOException {
            if (refused) {
                return;
            }
            if (LinkCodec.decode(whole.skipBytes(LinkCodec.LENGTH_BYTES)) instanceof Hello hello) {
                onHello(hello);
            } else {
                refuse("its first message is not a hello");
            }
        }

        private void onHello(Hello hello) throws IOException {
            if (hello.lane() == Lane.CONTROL) {
                channel.pipeline().replace(this, null, new AdminHandler());
                return;
            }
            PeerCredentials peer = transport.peerOf(channel); // null with the JDK's transport, which knows only the user
            WorkerLink worker = owner.linkOf(hello.incarnation());
            if (worker == null || !MessageDigest.isEqual(bytes(worker.token), bytes(hello.token()))) {
                refuse("no worker has its name and secret");
            } else if (peer != null && peer.pid() != NO_PID && peer.pid() != owner.pidOf(hello.incarnation())) {
                refuse("process " + peer.pid() + " is not that worker");
            } else if (!worker.attach(hello.lane(), channel)) {
                refuse("the worker is connected already");
            } else {
                admit(worker, hello.lane());
            }
        }

        private static byte[] bytes(String secret) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }

        private void admit(WorkerLink worker, Lane lane) {
            if (lane != Lane.LINK) {
                channel.pipeline().remove(LengthFieldBasedFrameDecoder.class);
                channel.pipeline().remove(this);
                owner.onAttached(worker, lane);
                return;
            }
            channel.pipeline().addFirst(new FlushConsolidationHandler(LinkCodec.MAX_UNFLUSHED, true));
            channel.pipeline().replace(this, null, new WorkerHandler(worker));
            owner.onAttached(worker, lane);
            // last, because frames that were read together with the hello are then fired at once
            channel.pipeline().replace(LengthFieldBasedFrameDecoder.class, null, frames(LinkCodec.MAX_FRAME));
        }

        private void refuse(String why) {
            if (!refused) {
                refused = true;
                LOG.warnf("Closed a connection to the cluster's link: %s", why);
                channel.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            refuse(String.valueOf(cause.getMessage()));
        }
    }

    private final class AdminHandler extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf whole) {
            if (LinkCodec.decode(whole.skipBytes(LinkCodec.LENGTH_BYTES)) instanceof LinkMessage.QueryRequest request) {
                reply(ctx.channel(), request);
            }
        }

        private void reply(Channel channel, LinkMessage.QueryRequest request) {
            owner.onCommand(request.query()).whenComplete((text, failure) -> {
                ByteBuf frame = channel.alloc().buffer();
                LinkCodec.encode(new LinkMessage.QueryResponse(request.id(), failure == null,
                        failure == null ? text : String.valueOf(failure.getMessage())), frame);
                channel.writeAndFlush(frame, channel.voidPromise());
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private final class WorkerHandler extends SimpleChannelInboundHandler<ByteBuf> {
        private final WorkerLink worker;

        WorkerHandler(WorkerLink worker) {
            this.worker = worker;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf whole) {
            if (LinkCodec.isBus(whole)) {
                owner.onBus(worker, whole);
            } else if (SequencedFrames.isSequence(whole)) {
                owner.onSequence(worker, whole);
            } else {
                LinkMessage decoded = LinkCodec.decode(whole.skipBytes(LinkCodec.LENGTH_BYTES));
                if (decoded != null) {
                    owner.onMessage(worker, decoded);
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            owner.onClosed(worker);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Channel channel = ctx.channel();
            if (cause instanceof LinkException || cause instanceof DecoderException) {
                owner.onViolation(worker, String.valueOf(cause.getMessage()));
            } else if (!(cause instanceof IOException)) {
                LOG.error("Cannot handle a message of a worker", cause);
            }
            channel.close();
        }
    }
}
