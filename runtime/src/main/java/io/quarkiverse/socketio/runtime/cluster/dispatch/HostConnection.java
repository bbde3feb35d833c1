package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.cluster.link.HostHello;

/**
 * Handler of a connection of another host in the primary: hands it over to the worker for which it relays a request, once its
 * first bytes have come; to any worker if these do not name one, as those of TLS do not.
 * <p>
 * Thread: the primary's event loop.
 */
final class HostConnection extends ChannelInboundHandlerAdapter {
    private final Acceptor acceptor;
    private final SocketChannel connection;
    private ByteBuf seen = Unpooled.EMPTY_BUFFER;
    private @Nullable Future<?> deadline;
    private @Nullable ConnectionHandoff handoff;
    private boolean decided;

    HostConnection(Acceptor acceptor, SocketChannel connection) {
        this.acceptor = acceptor;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!acceptor.opened(connection)) {
            decided = true;
            return;
        }
        deadline = acceptor.loop.schedule(() -> connection.close(), acceptor.rules.firstRequestMillis(), TimeUnit.MILLISECONDS);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (handoff != null) {
            handoff.append(bytes);
        } else if (decided) {
            bytes.release();
        } else {
            collect(ctx, bytes);
        }
    }

    private void collect(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (seen.isReadable()) {
            seen.writeBytes(bytes);
            bytes.release();
        } else {
            seen.release();
            seen = bytes;
        }
        if (seen.readableBytes() < HostHello.LENGTH) {
            ctx.read();
            return;
        }
        decide();
        ByteBuf first = seen;
        seen = Unpooled.EMPTY_BUFFER;
        handoff = new ConnectionHandoff(acceptor, connection, new ConnectionHandoff.Request(HostHello.ownerIn(first),
                connection.remoteAddress().getAddress().getHostAddress(), ""), first);
        handoff.start();
    }

    private void decide() {
        decided = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        acceptor.decided(connection);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !decided) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!decided) {
            decide();
        }
        seen.release();
        seen = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
