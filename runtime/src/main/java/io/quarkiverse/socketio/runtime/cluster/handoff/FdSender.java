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
 * Sends connections to one worker over two Unix sockets: one carries the descriptors, the other
 * {@code u32 length, u8 version, u8 kind, u16 port, u8 length, address, bytes} for each, and comes back with one byte for each:
 * {@value #ADOPTED} when the worker has it, {@value #LOST} when its descriptor did not arrive. That happens to a process that
 * may not open more files: the kernel throws away what it receives. So the n-th descriptor need not belong to the n-th head,
 * and the client's port and address tell whether it does. A descriptor is sent before its head.
 * <p>
 * We keep our copy of a descriptor until its acknowledgement, so that the connections of a worker that dies can be given to
 * another; those it acknowledged with its last breath cannot, so the bytes are read to their end before any is given back. At
 * most {@value #WINDOW} are under way: the kernel takes about 278 descriptors on a socket, and Netty answers the EAGAIN that
 * follows by shutting the socket down.
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

    /** Takes over two channels on which nothing has been sent; whatever either receives from now on is acknowledgements. */
    public FdSender(Channel descriptors, Channel bytes) {
        this(descriptors, bytes, ConnectionSender::steadyMillis);
    }

    /** @param millis any steady clock */
    FdSender(Channel descriptors, Channel bytes, LongSupplier millis) {
        super(WINDOW, millis);
        this.descriptors = descriptors;
        this.bytes = bytes;
        // else the rest of more than 16 is written later, after their heads
        descriptors.config().setWriteSpinCount(2 * WINDOW);
        descriptors.pipeline().addLast(new CloseOnError());
        bytes.pipeline().addLast(new Acknowledgements());
        // a write that fails must not throw away the acknowledgements that wait to be read
        bytes.config().setAutoClose(false);
        descriptors.closeFuture().addListener(closed -> stop());
        bytes.closeFuture().addListener(closed -> end());
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

    /** One flush for all that came in this turn of the loop. */
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
                // it has no event loop, whose the usual way of closing would be
                handoff.connection.unsafe().closeForcibly();
            }
        }
    }

    private void end() {
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

        /** A broken socket still has its end to be read. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                ctx.close();
            }
        }
    }
}
