package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

/**
 * A connection in the primary that speaks TLS: what it asks for only a worker can read, so it is handed over as it is.
 * <p>
 * Thread: the primary's event loop.
 */
final class TlsConnection extends ChannelInboundHandlerAdapter {
    private final Acceptor acceptor;
    private final SocketChannel connection;
    private @Nullable ConnectionHandoff handover;

    TlsConnection(Acceptor acceptor, SocketChannel connection) {
        this.acceptor = acceptor;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!acceptor.admits(connection)) {
            return;
        }
        handover = new ConnectionHandoff(acceptor, connection, Affinity.NONE,
                connection.remoteAddress().getAddress().getHostAddress(), Unpooled.EMPTY_BUFFER);
        handover.begin();
    }

    /** Of a client that has said all already. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (handover != null) {
            handover.more((ByteBuf) message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
