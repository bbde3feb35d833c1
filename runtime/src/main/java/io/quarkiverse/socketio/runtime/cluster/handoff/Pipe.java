package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;

/**
 * Passes bytes between a client and a worker, both ways, without looking at them. Neither is read while the other does not
 * read what was sent to it, so a slow one delays its partner and takes no memory. The client may shut down its output; when the
 * worker closes its side, the client's is closed once everything was sent.
 * <p>
 * Thread: the event loop of both.
 */
final class Pipe {
    /** A client that takes nothing for so long after the worker's end is given up. */
    private static final long MAX_STUCK_SECONDS = 60;
    /** As much as any system holds for a Unix socket; a worker that is gone has no more to say. */
    private static final int MAX_LAST_BYTES = 1 << 20;

    private final SocketChannel client;
    private final DuplexChannel worker;
    /** The worker is read to its end, whatever the client does. */
    private boolean ending;

    Pipe(SocketChannel client, DuplexChannel worker) {
        this.client = client;
        this.worker = worker;
    }

    /**
     * Starts to pass bytes. The client's channel, which has no event loop, gets that of the worker's.
     *
     * @param handler the worker's only one
     * @param first bytes that the worker has sent already; released here
     */
    void open(ChannelHandler handler, ByteBuf first) {
        EventLoop loop = worker.eventLoop();
        worker.config().setAutoRead(false);
        worker.pipeline().replace(handler, null, new WorkerEnd());
        loop.register(client).addListener(registered -> {
            if (registered.isSuccess()) {
                begin(first);
            } else {
                first.release();
                worker.close();
                client.close();
            }
        });
    }

    private void begin(ByteBuf first) {
        while (client.pipeline().first() != null) {
            client.pipeline().removeFirst();
        }
        client.pipeline().addLast(new ClientEnd());
        client.writeAndFlush(first, client.voidPromise());
        if (client.isInputShutdown()) {
            endOfClient();
        }
        client.config().setAutoRead(true);
        worker.config().setAutoRead(true);
    }

    /** The worker is gone: what it has sent is still read, and nothing more. */
    void readToTheEnd() {
        ending = true;
        worker.config().setAutoRead(true);
    }

    private void endOfClient() {
        worker.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> worker.shutdownOutput());
    }

    private void endOfWorker() {
        client.config().setAutoRead(false);
        client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        giveUpIfStuck(unsent());
    }

    private void giveUpIfStuck(long before) {
        if (client.isOpen()) {
            client.eventLoop().schedule(() -> {
                long now = unsent();
                if (now >= before) {
                    client.close();
                } else {
                    giveUpIfStuck(now);
                }
            }, MAX_STUCK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private long unsent() {
        ChannelOutboundBuffer buffer = client.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private final class ClientEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            worker.write(message, worker.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            worker.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            worker.config().setAutoRead(ending || client.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                endOfClient();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            worker.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private final class WorkerEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            client.write(message, client.voidPromise());
            if (ending && unsent() > MAX_LAST_BYTES) {
                client.close();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            client.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            client.config().setAutoRead(worker.isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            endOfWorker();
        }

        /** When it cannot be written to, because it has closed its end, its last bytes still have to be read. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                ctx.close();
            }
        }
    }
}
