package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;

/**
 * Sends connections to one worker over two Unix sockets. One carries the file descriptors. The other carries a head for each
 * connection, {@code u32 length, u8 version, u8 kind, u16 port, u8 length, address, bytes}, and in the other direction one byte
 * for each: {@value #ADOPTED} when the worker has adopted the connection, {@value #LOST} when its descriptor did not arrive. A
 * descriptor is sent before its head.
 * <p>
 * A process that may not open more files loses descriptors, as the kernel drops them on receipt. So the n-th descriptor need
 * not belong to the n-th head; the client's address and port in the head show whether it does.
 * <p>
 * The primary keeps its copy of a descriptor until the acknowledgement, so that the connections of a worker that dies can be
 * given to another. This must not happen to those that the worker acknowledged just before it died, so acknowledgements are
 * read to their end before any connection is given back. At most {@value #WINDOW} connections are under way: the kernel queues
 * about 278 descriptors on a socket, and Netty answers the EAGAIN that follows by shutting the socket down.
 * <p>
 * Thread: the event loop of both channels.
 */
public final class FdSender extends ConnectionSender {
    static final int VERSION = 3;
    static final byte ADOPTED = 0;
    static final byte LOST = 1;
    private static final int MAX_HEADER_BYTES = Integer.BYTES + 1 + 1 + Short.BYTES + 1 + 16;
    static final int WINDOW = 128;

    private final Channel descriptors;
    private final Channel bytes;
    private boolean flushPending;

    /**
     * Creates a sender for two channels on which nothing has been sent; all that either receives from now on is
     * acknowledgements.
     */
    public FdSender(Channel descriptors, Channel bytes) {
        this(descriptors, bytes, ConnectionSender::steadyMillis);
    }

    /** @param millis any steady clock */
    FdSender(Channel descriptors, Channel bytes, LongSupplier millis) {
        super(WINDOW, millis);
        this.descriptors = descriptors;
        this.bytes = bytes;
        // by default at most 16 are written at once: the others would be sent after their heads
        descriptors.config().setWriteSpinCount(2 * WINDOW);
        descriptors.pipeline().addLast(new CloseOnError());
        bytes.pipeline().addLast(new Acknowledgements());
        // a write that fails must not throw away the acknowledgements that wait to be read
        bytes.config().setAutoClose(false);
        descriptors.closeFuture().addListener(closed -> stop());
        bytes.closeFuture().addListener(closed -> closeAndGiveBack());
    }

    @Override
    public void close() {
        descriptors.close();
    }

    @Override
    void transmit(PendingHandoff handoff) {
        bytes.write(header(handoff), bytes.voidPromise());
        bytes.write(handoff.head.retainedDuplicate(), bytes.voidPromise());
        descriptors.write(new FileDescriptor(((UnixChannel) handoff.connection).fd().intValue()), descriptors.voidPromise());
        flushSoon();
    }

    private ByteBuf header(PendingHandoff handoff) {
        ByteBuf header = bytes.alloc().buffer(MAX_HEADER_BYTES);
        header.writeInt(0).writeByte(VERSION).writeByte(handoff.kind.ordinal());
        InetSocketAddress client = handoff.connection.remoteAddress();
        if (client != null) {
            byte[] address = client.getAddress().getAddress();
            header.writeShort(client.getPort()).writeByte(address.length).writeBytes(address);
        } else {
            header.writeShort(0).writeByte(0);
        }
        return header.setInt(0, header.readableBytes() - Integer.BYTES + handoff.head.readableBytes());
    }

    /** Flushes once for all connections sent in this turn of the event loop. */
    private void flushSoon() {
        if (!flushPending) {
            flushPending = true;
            bytes.eventLoop().execute(() -> {
                flushPending = false;
                descriptors.flush();
                bytes.flush();
            });
        }
    }

    private void acknowledged(ByteBuf answers) {
        if (answers.readableBytes() > underWay()) {
            bytes.close();
            return;
        }
        while (answers.isReadable()) {
            PendingHandoff handoff = Objects.requireNonNull(oldest());
            boolean adopted = answers.readByte() == ADOPTED;
            if (!adopted) {
                refused();
            }
            completed(handoff, adopted);
            if (adopted) {
                // it is registered with no event loop, which close() needs
                handoff.connection.unsafe().closeForcibly();
            }
        }
    }

    private void closeAndGiveBack() {
        close();
        giveBackUnderWay();
    }

    private static class CloseOnError extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private final class Acknowledgements extends CloseOnError {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf acks = (ByteBuf) message;
            try {
                acknowledged(acks);
            } finally {
                acks.release();
            }
        }

        /**
         * Ignores I/O errors: acknowledgements may still have to be read, and the end of the connection is reported in any
         * case.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                ctx.close();
            }
        }
    }
}
