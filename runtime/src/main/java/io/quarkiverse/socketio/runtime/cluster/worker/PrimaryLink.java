package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.cluster.handoff.FdReceiver;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Load;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Members;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Roster;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;

/**
 * The worker's end of its three connections to the primary. When one of them ends, the worker does too.
 * <p>
 * Thread: any; it has an event loop of its own, so that a busy application does not look like a dead one.
 */
final class PrimaryLink {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final long HEARTBEAT_MILLIS = 1000;
    private static final long REPORT_MILLIS = 50;

    private final WorkerEnvironment environment;
    private final AtomicBoolean reportPending = new AtomicBoolean();
    private @Nullable EventLoop loop;
    private @Nullable LinkBus bus;
    private volatile @Nullable ChannelAdoption adoption;
    private volatile Set<Integer> members = Set.of();
    private volatile Roster roster = new Roster(false, List.of());

    PrimaryLink(WorkerEnvironment environment) {
        this.environment = environment;
    }

    Set<Integer> members() {
        return members;
    }

    Roster roster() {
        return roster;
    }

    synchronized BusChannel bus() {
        if (bus == null) {
            throw new IllegalStateException("[BUG] the link is not open");
        }
        return bus;
    }

    /** Once; later calls do nothing. */
    synchronized void open() {
        if (loop != null) {
            return;
        }
        loop = new EpollEventLoopGroup(1, new DefaultThreadFactory("cluster-link", true)).next();
        ChannelFuture connected = connect(loop, Lane.LINK, () -> {
            EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
            channel.pipeline().addLast(
                    new LengthFieldBasedFrameDecoder(LinkCodec.MAX_FRAME, 0, LinkCodec.LENGTH_BYTES, 0, LinkCodec.LENGTH_BYTES),
                    new Incoming());
            return channel;
        });
        bus = new LinkBus(environment.incarnation(), connected);
        loop.scheduleAtFixedRate(this::report, HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Opens the way for connections, then says READY. */
    void ready(ChannelAdoption target) {
        adoption = target;
        target.onChange(this::reportSoon);
        FdReceiver receiver = new FdReceiver(target);
        ChannelFuture descriptors = connect(target.eventLoop(), Lane.DESCRIPTORS, () -> {
            EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
            receiver.prepareDescriptors(channel);
            return channel;
        });
        ChannelFuture bytes = connect(target.eventLoop(), Lane.BYTES, () -> {
            EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
            receiver.prepareBytes(channel);
            return channel;
        });
        descriptors.addListener(first -> bytes.addListener(second -> {
            if (first.isSuccess() && second.isSuccess()) {
                send(new LinkMessage.Ready());
            }
        }));
    }

    private ChannelFuture connect(EventLoop on, Lane lane, ChannelFactory<Channel> factory) {
        ChannelFuture connected = new Bootstrap().group(on).channelFactory(factory).handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(WorkerEnvironment.linkSocket(environment.directory()).toFile()));
        connected.addListener(done -> {
            if (done.isSuccess()) {
                write(connected.channel(), new Hello(lane, environment.incarnation(), environment.token()));
            } else {
                LOG.errorf("Cannot reach the primary: %s", done.cause().getMessage());
                Departure.primaryIsGone();
            }
        });
        return connected;
    }

    private void send(LinkMessage message) {
        ((LinkBus) bus()).whenConnected(channel -> write(channel, message));
    }

    private static void write(Channel channel, LinkMessage message) {
        ByteBuf frame = channel.alloc().buffer();
        LinkCodec.encode(message, frame);
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    private void reportSoon() {
        EventLoop on = loop;
        if (on != null && reportPending.compareAndSet(false, true)) {
            on.schedule(this::report, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void report() {
        reportPending.set(false);
        ChannelAdoption counters = adoption;
        send(counters == null ? new Load(0, 0) : new Load(counters.open(), counters.adopted()));
    }

    private final class Incoming extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            try {
                on(LinkCodec.decode(frame));
            } finally {
                frame.release();
            }
        }

        private void on(@Nullable LinkMessage message) {
            LinkBus channel = (LinkBus) bus();
            if (message instanceof LinkMessage.Bus bus) {
                channel.onFrame(bus);
            } else if (message instanceof Members told) {
                members = told.ready();
                channel.onMembers(told.ready());
            } else if (message instanceof Roster told) {
                roster = told;
            } else if (message instanceof LinkMessage.Stop) {
                Departure.asked();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            Departure.primaryIsGone();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                LOG.error("The link to the primary is broken", cause);
            }
            ctx.close();
        }
    }
}
