package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

/**
 * Handler that hands over an encrypted connection (TLS) to any worker at once, as the primary cannot read its requests.
 * <p>
 * Thread: the primary's event loop.
 */
final class TlsConnection extends ChannelInboundHandlerAdapter {
    private final Acceptor acceptor;
    private final SocketChannel connection;
    private @Nullable ConnectionHandoff handoff;

    TlsConnection(Acceptor acceptor, SocketChannel connection) {
        this.acceptor = acceptor;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!acceptor.admits(connection)) {
            return;
        }
        acceptor.debug(connection, "", "was accepted, for TLS");
        handoff = new ConnectionHandoff(acceptor, connection, new ConnectionHandoff.Request(Affinity.NONE,
                connection.remoteAddress().getAddress().getHostAddress(), ""), Unpooled.EMPTY_BUFFER);
        handoff.start();
    }

    /** Passes on bytes that were read because the client has already shut down its output. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (handoff != null) {
            handoff.append((ByteBuf) message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
