package io.quarkiverse.socketio.runtime.admission;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Writes a last HTTP response and closes the connection in such a way that the client receives the response: closing a socket
 * with unread bytes sends a TCP reset, which can overtake it. So this handler shuts down the output and discards what is
 * received until the client closes too, at the latest after two seconds. Over TLS it closes as soon as the response is written.
 * <p>
 * Thread: the connection's event loop.
 */
public final class ClosingResponse extends ChannelInboundHandlerAdapter {
    private static final int LINGER_MILLIS = 2000;

    private final ByteBuf answer;

    /** @param answer the response, written when this handler is added to a pipeline */
    public ClosingResponse(ByteBuf answer) {
        this.answer = answer;
    }

    /** Returns a 503 response, for when no more connections can be served at the moment. */
    public static ClosingResponse unavailable() {
        return of("503 Service Unavailable", "Retry-After: 1\r\n");
    }

    /** Returns a response without a body. */
    static ClosingResponse of(String status, String fields) {
        return new ClosingResponse(Unpooled.copiedBuffer(
                "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + fields + "Connection: close\r\n\r\n",
                StandardCharsets.US_ASCII));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(answer).addListener(written -> {
            if (ctx.channel() instanceof DuplexChannel duplex && ctx.pipeline().get(SslHandler.class) == null) {
                duplex.shutdownOutput();
            } else {
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        });
        ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && ctx.channel() instanceof DuplexChannel duplex
                && duplex.isOutputShutdown()) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
