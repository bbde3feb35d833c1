package io.quarkiverse.socketio.runtime.admission;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * A connection that cannot be kept, as the descriptors are used up: answers its request with 503. A client that speaks TLS
 * cannot be told, nor one that says nothing soon.
 * <p>
 * Thread: the connection's event loop.
 */
final class RefusedConnection extends ChannelInboundHandlerAdapter {
    private static final int PATIENCE_MILLIS = 1000;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> {
            if (!ctx.isRemoved()) {
                ctx.close();
            }
        }, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean method = bytes.isReadable() && Character.isUpperCase(bytes.getByte(bytes.readerIndex()));
        bytes.release();
        if (method) {
            ctx.pipeline().replace(this, null, ClosingAnswer.unavailable());
        } else {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
