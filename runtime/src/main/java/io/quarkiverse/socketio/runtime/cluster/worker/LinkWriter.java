package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;

/**
 * Writes to the link. What the primary does not take in time is limited for messages that carry data of the application, as
 * memory must not grow.
 * <p>
 * Thread: any.
 */
final class LinkWriter {
    static final long MAX_PENDING = 64L << 20;
    /** At least as much as any message has beside its data, so that no buffer has to grow. */
    private static final int HEAD_BYTES = 64;
    /** Enough for most messages without data. */
    private static final int SHORT_MESSAGE = 256;

    private final ChannelFuture connected;
    private final EventLoop loop;
    private final AtomicLong pending = new AtomicLong();

    /** @param connected done when the hello is on its way */
    LinkWriter(ChannelFuture connected) {
        this.connected = connected;
        this.loop = connected.channel().eventLoop();
    }

    boolean isConnected() {
        return connected.channel().isActive();
    }

    /** Writes what need not be limited: it is short, and does not come in masses. */
    void write(LinkMessage message) {
        whenConnected(channel -> channel.writeAndFlush(encode(message, SHORT_MESSAGE, channel), channel.voidPromise()));
    }

    /**
     * Writes what is limited.
     *
     * @param bytes so many it has, about
     * @return false when it is not written, because the primary has not read what was written before
     */
    boolean write(LinkMessage message, int bytes) {
        return write(message, bytes, () -> {
        });
    }

    /** @param first run on the link's loop, just before it is written */
    boolean write(LinkMessage message, int bytes, Runnable first) {
        if (pending.addAndGet(bytes) > MAX_PENDING) {
            pending.addAndGet(-bytes);
            return false;
        }
        whenConnected(channel -> {
            first.run();
            channel.writeAndFlush(encode(message, bytes, channel)).addListener(written -> pending.addAndGet(-bytes));
        });
        return true;
    }

    private static ByteBuf encode(LinkMessage message, int bytes, Channel channel) {
        ByteBuf frame = channel.alloc().buffer(HEAD_BYTES + bytes);
        LinkCodec.encode(message, frame);
        return frame;
    }

    /** On the link's loop, in the order of the calls of one thread, after the hello. */
    private void whenConnected(Consumer<Channel> action) {
        loop.execute(() -> {
            if (connected.isDone()) {
                action.accept(connected.channel());
            } else {
                connected.addListener(done -> action.accept(connected.channel()));
            }
        });
    }

    /** On the link's loop. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** On the link's loop, after so many milliseconds. */
    void schedule(Runnable task, long millis) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
