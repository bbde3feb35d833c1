package io.quarkiverse.socketio.runtime.admission;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * Passes on what is received on an HTTP/2 connection: at most {@value #REQUESTS_PER_TURN} requests in one turn of the event
 * loop. The bytes behind them wait for the next turn, so that hundreds of requests in one read neither keep other connections
 * waiting nor are handled after their client has gone: its end is noticed first, and what waits is dropped. Meanwhile nothing
 * more is read; if somebody else had paused reading before, it stays paused. What all connections of the process hold in this
 * way is limited; the connection that exceeds it is closed.
 * <p>
 * Thread: the connection's event loop.
 */
final class Http2Pace {
    static final int REQUESTS_PER_TURN = 8;
    /** The limit is a part of the heap, as direct memory by default has the size of the heap. */
    private static final Held OF_PROCESS = new Held(Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 32), new AtomicLong());

    /** What several connections hold together, in bytes. */
    record Held(long most, AtomicLong bytes) {
        static Held ofProcess() {
            return OF_PROCESS;
        }
    }

    private final Held all;
    private final Http2Heads heads;
    private final Consumer<ChannelHandlerContext> passedOn;
    private final Queue<ByteBuf> held = new ArrayDeque<>(2);
    private long heldBytes;
    /** The value of {@code heads.completed()} up to which requests may begin in this turn. */
    private long mayComplete = REQUESTS_PER_TURN;
    private boolean scheduled;
    /** Whether this has paused reading from the connection. */
    private boolean pausedReading;

    /** @param passedOn is called after bytes were passed on */
    Http2Pace(Http2Heads heads, Held all, Consumer<ChannelHandlerContext> passedOn) {
        this.all = all;
        this.heads = heads;
        this.passedOn = passedOn;
    }

    /** @param bytes released when they were passed on or dropped */
    void read(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (held.isEmpty()) {
            passOn(ctx, bytes);
        } else {
            hold(ctx, bytes);
        }
    }

    /** Called at the end of a turn in which bytes were read. */
    void readCompleted() {
        mayComplete = heads.completed() + REQUESTS_PER_TURN;
    }

    private void passOn(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (!ctx.channel().isActive()) {
            bytes.release();
            return;
        }
        int length = heads.inspect(bytes, mayComplete);
        boolean whole = length == bytes.readableBytes();
        if (whole || length > 0) {
            ctx.fireChannelRead(whole ? bytes : bytes.readRetainedSlice(length));
            passedOn.accept(ctx);
        }
        if (!whole) {
            hold(ctx, bytes);
        }
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (ctx.isRemoved() || !ctx.channel().isActive()) {
            bytes.release();
            return;
        }
        held.add(bytes);
        heldBytes += bytes.readableBytes();
        long total = all.bytes.addAndGet(bytes.readableBytes());
        if (ctx.channel().config().isAutoRead()) {
            pausedReading = true;
            ctx.channel().config().setAutoRead(false);
        }
        if (total > all.most) {
            RejectReason.FLOOD.add();
            drop();
            ctx.channel().unsafe().close(ctx.channel().voidPromise());
        } else {
            continueSoon(ctx);
        }
    }

    private void continueSoon(ChannelHandlerContext ctx) {
        if (!scheduled) {
            scheduled = true;
            Scheduler.afterIo(ctx.executor(), () -> continueReading(ctx));
        }
    }

    private void continueReading(ChannelHandlerContext ctx) {
        scheduled = false;
        if (held.isEmpty()) {
            return;
        }
        readCompleted();
        Queue<ByteBuf> before = new ArrayDeque<>(held);
        release();
        for (ByteBuf bytes; (bytes = before.poll()) != null;) {
            read(ctx, bytes);
        }
        ctx.fireChannelReadComplete();
        if (held.isEmpty()) {
            readCompleted();
            resumeReading(ctx);
        }
    }

    private void resumeReading(ChannelHandlerContext ctx) {
        if (pausedReading) {
            pausedReading = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void release() {
        all.bytes.addAndGet(-heldBytes);
        heldBytes = 0;
        held.clear();
    }

    /** Drops what is held, as the connection has ended. */
    void drop() {
        held.forEach(ByteBuf::release);
        release();
    }
}
