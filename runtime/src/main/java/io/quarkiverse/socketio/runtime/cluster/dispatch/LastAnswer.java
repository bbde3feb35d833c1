package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * Answers and closes so that the answer arrives: closing a socket with unread bytes in it sends a reset, which can
 * overtake the answer. So our side is shut, and what still comes is read and dropped until the client closes too, within
 * limits.
 * <p>
 * Thread: the connection's event loop.
 */
final class LastAnswer extends ChannelInboundHandlerAdapter {
    private static final int LINGER_MILLIS = 2000;

    private final SocketChannel connection;

    private LastAnswer(SocketChannel connection) {
        this.connection = connection;
    }

    static void send(SocketChannel connection, Reply reply, boolean withBody) {
        connection.pipeline().replace(FirstRequest.class, null, new LastAnswer(connection));
        connection.writeAndFlush(Unpooled.wrappedBuffer(reply.bytes(withBody)))
                .addListener(written -> connection.shutdownOutput());
        connection.eventLoop().schedule(() -> connection.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        connection.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && connection.isOutputShutdown()) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
