package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;

/**
 * Answers the Ping frames of a WebSocket with a bounded number of Pongs. (Vert.x would queue one for each Ping, even if the
 * client does not read.) While the connection is not writable, only the latest Ping is kept; its Pong answers those before it
 * too (RFC 6455, 5.5.3).
 * <p>
 * Thread: the connection's event loop.
 */
final class PongHandler extends ChannelInboundHandlerAdapter {
    /** The data of the latest Ping without a Pong; at most 125 bytes (RFC 6455, 5.5). */
    private byte @Nullable [] unanswered;
    private boolean written;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PingWebSocketFrame ping) {
            onPing(context, ping);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void onPing(ChannelHandlerContext context, PingWebSocketFrame ping) {
        byte[] data = ByteBufUtil.getBytes(ping.content());
        ping.release();
        if (context.channel().isWritable()) {
            sendPong(context, data);
        } else {
            unanswered = data;
        }
    }

    private void sendPong(ChannelHandlerContext context, byte[] data) {
        unanswered = null;
        written = true;
        context.write(new PongWebSocketFrame(Unpooled.wrappedBuffer(data)), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (written) {
            written = false;
            context.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        byte[] data = unanswered;
        if (data != null && context.channel().isWritable()) {
            sendPong(context, data);
            context.flush();
        }
        context.fireChannelWritabilityChanged();
    }
}
