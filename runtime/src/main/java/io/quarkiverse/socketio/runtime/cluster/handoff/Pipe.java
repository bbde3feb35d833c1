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
 * Copies bytes between the connection of a client and one to a worker, both ways. Neither is read while the other is not
 * writable, so a slow side delays its peer and takes no memory. The client may shut down its output; when the worker closes,
 * the client's connection is closed once everything was sent.
 * <p>
 * Thread: the event loop of both.
 */
final class Pipe {
    /** How long a client may receive nothing after the worker has closed, before its connection is closed. */
    private static final long MAX_STUCK_SECONDS = 60;
    /**
     * The maximum number of unsent bytes for the client of a worker that is gone: as many as any system buffers for a Unix
     * socket.
     */
    private static final int MAX_LAST_BYTES = 1 << 20;

    private final SocketChannel client;
    private final DuplexChannel worker;
    /** Whether the worker is gone: its connection is read to the end, even if the client does not read. */
    private boolean ending;

    Pipe(SocketChannel client, DuplexChannel worker) {
        this.client = client;
        this.worker = worker;
    }

    /**
     * Starts to copy bytes. The client's channel, which has no event loop, is registered with that of the worker's channel.
     *
     * @param handler the only handler of the worker's channel; replaced
     * @param first bytes that the worker has already sent; released here
     */
    void open(ChannelHandler handler, ByteBuf first) {
        EventLoop loop = worker.eventLoop();
        worker.config().setAutoRead(false);
        worker.pipeline().replace(handler, null, new WorkerEnd());
        loop.register(client).addListener(registered -> {
            if (registered.isSuccess()) {
                startProxying(first);
            } else {
                first.release();
                worker.close();
                client.close();
            }
        });
    }

    private void startProxying(ByteBuf first) {
        while (client.pipeline().first() != null) {
            client.pipeline().removeFirst();
        }
        client.pipeline().addLast(new ClientEnd());
        client.writeAndFlush(first, client.voidPromise());
        if (client.isInputShutdown()) {
            onClientEnd();
        }
        client.config().setAutoRead(true);
        worker.config().setAutoRead(true);
    }

    /** Reads the rest of what the worker, which is gone, has sent to the client. */
    void readToTheEnd() {
        ending = true;
        worker.config().setAutoRead(true);
    }

    private void onClientEnd() {
        worker.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> worker.shutdownOutput());
    }

    private void onWorkerEnd() {
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
                onClientEnd();
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
            onWorkerEnd();
        }

        /** Ignores I/O errors: when a write fails because the worker has closed, its last bytes still have to be read. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                ctx.close();
            }
        }
    }
}
