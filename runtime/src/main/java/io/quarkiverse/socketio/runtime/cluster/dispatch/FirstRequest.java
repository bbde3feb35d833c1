package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.MoreBytes;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Sight;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

/**
 * A connection in the primary: from the accept until a worker has adopted it, or it was answered or given up here. Reads only
 * until the request line is complete, within the time for the first request.
 * <p>
 * Thread: the primary's event loop.
 */
final class FirstRequest extends ChannelInboundHandlerAdapter {
    private static final int MAX_HEAD = 64 * 1024;

    private final Acceptor acceptor;
    private final EpollSocketChannel connection;
    private @Nullable ByteBuf seen;
    private @Nullable Future<?> deadline;
    private boolean decided;

    FirstRequest(Acceptor acceptor, EpollSocketChannel connection) {
        this.acceptor = acceptor;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        acceptor.opened();
        deadline = acceptor.loop.schedule(() -> connection.close(), acceptor.firstRequestMillis, TimeUnit.MILLISECONDS);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (decided) {
            bytes.release();
            return;
        }
        ByteBuf all = append(ctx, bytes);
        seen = all;
        Sight sight = RequestPeek.look(all);
        if (sight instanceof MoreBytes) {
            ctx.read();
        } else if (!(sight instanceof RequestLine line)) {
            handOver(Affinity.NONE);
        } else if (acceptor.pool.replyTo(line.method(), line.target()) == null) {
            handOver(acceptor.affinity.ownerOf(line.target()));
        } else if (RequestPeek.isHeadComplete(all) || all.readableBytes() > MAX_HEAD) {
            answer(line);
        } else {
            ctx.read();
        }
    }

    private ByteBuf append(ChannelHandlerContext ctx, ByteBuf bytes) {
        ByteBuf before = seen;
        if (before == null) {
            return bytes;
        }
        ByteBuf all = ctx.alloc().buffer(before.readableBytes() + bytes.readableBytes()).writeBytes(before).writeBytes(bytes);
        before.release();
        bytes.release();
        return all;
    }

    /** The pool may answer otherwise than when the line was read: asked again, for the latest state. */
    private void answer(RequestLine line) {
        Reply reply = acceptor.pool.replyTo(line.method(), line.target());
        decide();
        release();
        LastAnswer.send(connection, reply == null ? Reply.noWorker() : reply, !line.method().equals("HEAD"));
    }

    /**
     * Once deregistered, no event can close the channel behind our back; before that a reset could, and its descriptor's number
     * could be reused while we send it.
     */
    private void handOver(int owner) {
        decide();
        connection.deregister().addListener(done -> {
            if (connection.isOpen()) {
                send(owner);
            } else {
                release();
            }
        });
    }

    private void send(int owner) {
        WorkerPool.Lane lane = acceptor.pool.choose(owner);
        ByteBuf head = seen;
        if (lane == null || head == null) {
            release();
            acceptor.loop.register(connection).addListener(registered -> {
                if (registered.isSuccess()) {
                    LastAnswer.send(connection, Reply.noWorker(), true);
                } else {
                    connection.close();
                }
            });
            return;
        }
        lane.handedOver();
        lane.sender().send(connection, head.retainedDuplicate(), adopted -> {
            if (adopted) {
                release();
                connection.close();
            } else {
                send(owner);
            }
        });
        acceptor.pauseIfNeeded();
    }

    private void decide() {
        decided = true;
        acceptor.decided();
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void release() {
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // the client sends no more: what it has sent is no whole request line
        if (event instanceof ChannelInputShutdownEvent && !decided) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!decided) {
            decide();
            release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
