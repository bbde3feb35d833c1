package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * {@link BusChannel} over the link. What the primary does not take in time is limited: a frame that would exceed it is
 * dropped and reported, as memory must not grow.
 * <p>
 * Thread: {@link #send} from any; all else on the link's event loop.
 */
final class LinkBus implements BusChannel {
    private static final Logger LOG = Logger.getLogger(BusChannel.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final LogLimiter DROPPED = new LogLimiter();
    static final int MAX_BODY = LinkCodec.MAX_FRAME - LinkCodec.BUS_OVERHEAD;
    private static final long MAX_PENDING = 64L << 20;

    private final int self;
    private final ChannelFuture connected;
    private final EventLoop loop;
    private final AtomicLong pending = new AtomicLong();
    private final List<LinkMessage.Bus> early = new ArrayList<>();
    private @Nullable Listener listener;
    private Set<Integer> others = Set.of();

    LinkBus(int self, ChannelFuture connected) {
        this.self = self;
        this.connected = connected;
        this.loop = connected.channel().eventLoop();
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public boolean isConnected() {
        return connected.channel().isActive();
    }

    @Override
    public void send(int to, byte[] body) {
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("a bus frame may have " + MAX_BODY + " bytes, not " + body.length);
        }
        if (pending.addAndGet(body.length) > MAX_PENDING) {
            pending.addAndGet(-body.length);
            DROPPED.logf(LOG, Logger.Level.ERROR, null,
                    "Dropped a bus frame of %d bytes: the primary has not read the %d MB before it", body.length,
                    MAX_PENDING >> 20);
            return;
        }
        whenConnected(channel -> {
            ByteBuf frame = channel.alloc().buffer(body.length + LinkCodec.BUS_OVERHEAD);
            LinkCodec.encode(new LinkMessage.Bus(self, to, body), frame);
            channel.writeAndFlush(frame).addListener(written -> pending.addAndGet(-body.length));
        });
    }

    /** On the link's loop, in the order of the calls of one thread, after the hello. */
    void whenConnected(Consumer<Channel> action) {
        loop.execute(() -> {
            if (connected.isDone()) {
                action.accept(connected.channel());
            } else {
                connected.addListener(done -> action.accept(connected.channel()));
            }
        });
    }

    @Override
    public void listen(Listener only) {
        loop.execute(() -> {
            listener = only;
            only.onMembers(others);
            early.forEach(this::onFrame);
            early.clear();
        });
    }

    void onFrame(LinkMessage.Bus frame) {
        if (listener == null) {
            early.add(frame);
            return;
        }
        try {
            listener.onFrame(frame.from(), frame.body());
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A bus frame of worker incarnation %d could not be handled",
                    frame.from());
        }
    }

    void onMembers(Set<Integer> ready) {
        Set<Integer> now = new HashSet<>(ready);
        now.remove(self);
        others = Set.copyOf(now);
        if (listener != null) {
            listener.onMembers(others);
        }
    }
}
