package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.quarkiverse.socketio.runtime.admission.Descriptors;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Receives the connections of an {@link FdSender}: pairs each file descriptor with the head that belongs to it, passes both to
 * an adopter, and acknowledges whether the connection was adopted or its descriptor was lost. When the adopter refuses one,
 * both channels are closed: the primary then gives the remaining connections to another worker.
 * <p>
 * Thread: the event loop of both channels, which must be the same.
 */
public final class FdReceiver {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final LogLimiter LOSSES = new LogLimiter();
    private static final int MAX_HEAD = 1 << 20;

    private final Adopter adopter;
    private final Descriptors reserve;
    private final Deque<FileDescriptor> descriptors = new ArrayDeque<>();
    private final Deque<ByteBuf> heads = new ArrayDeque<>();
    private Channel descriptorChannel;
    private Channel byteChannel;
    private @Nullable ByteBuf answers;
    private long headsSeen;
    private long headsDone;
    private int mismatchedHeads;
    private boolean searching;
    private boolean closed;

    /**
     * Creates a receiver without channels: {@link #newDescriptorLane} and {@link #prepareBytes} set them, before either is
     * registered.
     */
    public FdReceiver(Adopter adopter) {
        this(adopter, Descriptors.ofProcess());
    }

    @SuppressWarnings("NullAway.Init") // both channels are prepared before either is registered
    FdReceiver(Adopter adopter, Descriptors reserve) {
        this.adopter = adopter;
        this.reserve = reserve;
        adopter.onResume(this::resume);
    }

    /** Gives received connections to a server. */
    public interface Adopter {
        /**
         * @param kind selects the server
         * @param descriptor closed by the adopter, unless it refuses
         * @param head the bytes already read from the connection; released by the adopter, unless it refuses
         * @return false to refuse the connection
         */
        boolean adopt(ServerKind kind, int descriptor, ByteBuf head);

        /** Returns whether connections are to wait, as the event loops do not keep up with earlier ones. */
        default boolean isPaused() {
            return false;
        }

        /** Sets what runs, on the thread of the receiver, when connections need not wait any longer. */
        default void onResume(Runnable action) {
        }
    }

    /**
     * Returns a new channel that receives descriptors. In this mode Netty (up to 4.1.139 at least) compares the number of the
     * descriptor with the number of bytes it expected: edge-triggered it stops after the first of several, and an EAGAIN makes
     * it spin. Level-triggered, reading until EAGAIN and with {@code respectMaybeMoreData} off, it does neither.
     */
    public Channel newDescriptorLane(NettyTransport transport) {
        DomainSocketChannel channel = transport.newDescriptorLane();
        descriptorChannel = channel;
        channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
        channel.config().setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator().respectMaybeMoreData(false).maxMessagesPerRead(Integer.MAX_VALUE));
        channel.unsafe().recvBufAllocHandle().attemptedBytesRead(Integer.MAX_VALUE);
        channel.pipeline().addLast(new Incoming());
        return channel;
    }

    /** Sets the channel that receives the heads and sends the acknowledgements. */
    public void prepareBytes(Channel channel) {
        byteChannel = channel;
        channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(MAX_HEAD, 0, Integer.BYTES, 0, Integer.BYTES),
                new Incoming());
    }

    public void close() {
        closed = true;
        descriptorChannel.close();
        byteChannel.close();
        descriptors.forEach(FdReceiver::close);
        descriptors.clear();
        heads.forEach(ByteBuf::release);
        heads.clear();
        if (answers != null) {
            answers.release();
            answers = null;
        }
    }

    private void pair() {
        while (!descriptors.isEmpty() && !heads.isEmpty() && !adopter.isPaused()) {
            ByteBuf head = heads.element();
            ServerKind kind = kindOf(head);
            if (kind != null && !isOfClient(descriptors.element(), head)) {
                skip();
            } else if (kind != null && reserve.isReserved(descriptors.element().intValue())) {
                close(descriptors.remove());
                lose();
            } else if (kind != null && adopter.adopt(kind, descriptors.element().intValue(), head)) {
                descriptors.remove();
                heads.remove();
                mismatchedHeads = 0;
                answer(FdSender.ADOPTED);
            } else {
                acknowledge();
                close();
            }
        }
    }

    /** Continues with the connections that waited for the event loops. */
    private void resume() {
        if (!closed) {
            pair();
            acknowledge();
            searchSoon();
        }
    }

    /**
     * Drops the first head, as the first descriptor belongs to a later one. If the descriptor belongs to none, it would block
     * all others, so the channels are closed after too many.
     */
    private void skip() {
        lose();
        if (++mismatchedHeads > FdSender.WINDOW) {
            LOG.error("[BUG] a descriptor came that belongs to no connection: this worker takes no more");
            acknowledge();
            close();
        }
    }

    /** Reads the kind of a connection; null when this worker does not know it. */
    private static @Nullable ServerKind kindOf(ByteBuf head) {
        return head.readableBytes() >= 2 && head.readByte() == FdSender.VERSION ? ServerKind.at(head.readUnsignedByte()) : null;
    }

    /**
     * Returns whether a descriptor belongs to a head, by the address of the client. True also if the descriptor has no address:
     * its connection was reset, so it does not matter where it goes.
     */
    private static boolean isOfClient(FileDescriptor descriptor, ByteBuf head) {
        int port = head.readUnsignedShort();
        byte[] address = new byte[head.readUnsignedByte()];
        head.readBytes(address);
        InetSocketAddress actual = new Socket(descriptor.intValue()).remoteAddress();
        return address.length == 0 || actual == null
                || actual.getPort() == port && Arrays.equals(actual.getAddress().getAddress(), address);
    }

    /** Drops the first head, which has no descriptor, or only a reserved one, and acknowledges the loss. */
    private void lose() {
        heads.remove().release();
        answer(FdSender.LOST);
        LOSSES.logf(LOG, Logger.Level.ERROR, null, "A connection was not taken, because this process may not open more files"
                + " than those that it keeps for itself: raise its limit (ulimit -n). It goes to another worker, or is refused");
    }

    private void answer(byte what) {
        headsDone++;
        if (answers == null) {
            answers = byteChannel.alloc().buffer();
        }
        answers.writeByte(what);
    }

    private void acknowledge() {
        if (answers != null) {
            byteChannel.writeAndFlush(answers, byteChannel.voidPromise());
            answers = null;
        }
    }

    /**
     * Schedules the search for lost descriptors. A descriptor is sent before its head, so one that has not arrived a whole
     * round of I/O after the head will not come. There are two delays, as the end of the first may belong to the round in which
     * the head was read.
     */
    private void searchSoon() {
        if (!searching && !closed && headsDone < headsSeen) {
            searching = true;
            long upTo = headsSeen;
            EventLoop loop = byteChannel.eventLoop();
            loop.schedule(() -> loop.schedule(() -> search(upTo), 1, TimeUnit.MILLISECONDS), 1, TimeUnit.MILLISECONDS);
        }
    }

    private void search(long upTo) {
        searching = false;
        if (adopter.isPaused()) {
            // what was not adopted yet is not lost
            return;
        }
        while (!closed && headsDone < upTo) {
            lose();
        }
        acknowledge();
        searchSoon();
    }

    static void close(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            // the peer reset the connection: it is closed all the same
        }
    }

    private final class Incoming extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof FileDescriptor descriptor) {
                if (closed) {
                    FdReceiver.close(descriptor);
                } else {
                    descriptors.add(descriptor);
                }
            } else if (closed) {
                ((ByteBuf) message).release();
            } else {
                heads.add((ByteBuf) message);
                headsSeen++;
            }
            pair();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            acknowledge();
            searchSoon();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            FdReceiver.this.close();
        }

        /**
         * Ignores I/O errors on the channel of descriptors: Netty reports a descriptor that the kernel dropped as an error,
         * with whatever errno was last. The end of the connection is reported in any case.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.channel() != descriptorChannel || !(cause instanceof IOException)) {
                ctx.close();
            }
        }
    }
}
