package io.quarkiverse.socketio.runtime.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Responds with 503 to the request of a connection that is refused because file descriptors run out, and closes it. Connections
 * that begin with TLS, or send nothing within a second, are closed without a response.
 * <p>
 * Thread: the connection's event loop.
 */
public final class RefusedConnection extends ChannelInboundHandlerAdapter {
    private static final int TIMEOUT_MILLIS = 1000;
    /** The maximum number of connections of this process that are sent a response at the same time; each holds a descriptor. */
    private static final int MAX_CONCURRENT = 8;
    private static final AtomicInteger OPEN = new AtomicInteger();

    private RefusedConnection() {
    }

    /**
     * Returns a handler for the end of a connection's pipeline; null when too many are being refused, and the connection is to
     * be closed at once.
     */
    public static @Nullable RefusedConnection of(Channel connection) {
        if (OPEN.get() >= MAX_CONCURRENT) {
            return null;
        }
        OPEN.incrementAndGet();
        connection.closeFuture().addListener(closed -> OPEN.decrementAndGet());
        return new RefusedConnection();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            await(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        await(ctx);
    }

    private static void await(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> {
            if (!ctx.isRemoved()) {
                ctx.close();
            }
        }, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean method = bytes.isReadable() && Character.isUpperCase(bytes.getByte(bytes.readerIndex()));
        bytes.release();
        if (method) {
            ctx.pipeline().replace(this, null, ClosingResponse.unavailable());
        } else {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
