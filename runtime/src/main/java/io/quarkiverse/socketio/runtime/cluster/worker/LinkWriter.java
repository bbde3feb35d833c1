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
 * Writes messages to the link. Limits the bytes that the primary has not read, for messages with data of the application, so
 * that memory does not grow.
 * <p>
 * Thread: any.
 */
final class LinkWriter {
    static final long MAX_PENDING = 64L << 20;
    /** The initial size of a buffer beyond the data: enough for any message, so that no buffer has to grow. */
    private static final int HEAD_BYTES = 64;
    /** The initial size of the buffer of a message without data; enough for most. */
    private static final int SHORT_MESSAGE = 256;

    private final ChannelFuture connected;
    private final EventLoop loop;
    private final AtomicLong pending = new AtomicLong();

    /** @param connected completed when the hello was written */
    LinkWriter(ChannelFuture connected) {
        this.connected = connected;
        this.loop = connected.channel().eventLoop();
    }

    boolean isConnected() {
        return connected.channel().isActive();
    }

    /** Writes a message that is not limited, as it is short and rare. */
    void write(LinkMessage message) {
        whenConnected(channel -> channel.writeAndFlush(encode(message, SHORT_MESSAGE, channel), channel.voidPromise()));
    }

    /**
     * Writes a message that is limited.
     *
     * @param bytes its approximate size
     * @return false when it is not written, because the primary has not read what was written before
     */
    boolean write(LinkMessage message, int bytes) {
        return write(message, bytes, () -> {
        });
    }

    /** @param first runs on the link's event loop, just before the message is written */
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

    /** Runs an action on the link's event loop, after the hello was written and in the order of the calls of one thread. */
    private void whenConnected(Consumer<Channel> action) {
        loop.execute(() -> {
            if (connected.isDone()) {
                action.accept(connected.channel());
            } else {
                connected.addListener(done -> action.accept(connected.channel()));
            }
        });
    }

    /** Runs a task on the link's event loop. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Runs a task on the link's event loop after a delay. */
    void schedule(Runnable task, long millis) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
