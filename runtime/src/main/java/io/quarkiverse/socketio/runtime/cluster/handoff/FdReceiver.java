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
 * The worker's end of {@link FdSender}: pairs descriptors with their bytes and acknowledges what was adopted and what was lost.
 * When the adopter refuses one, both connections are closed: the primary then gives the rest to another worker.
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
    private int strangeHeads;
    private boolean searching;
    private boolean closed;

    /** Takes over two channels that are not registered yet: see {@link #newDescriptorLane} and {@link #prepareBytes}. */
    public FdReceiver(Adopter adopter) {
        this(adopter, Descriptors.ofProcess());
    }

    @SuppressWarnings("NullAway.Init") // both channels are prepared before either is registered
    FdReceiver(Adopter adopter, Descriptors reserve) {
        this.adopter = adopter;
        this.reserve = reserve;
    }

    /** Takes the connections. */
    public interface Adopter {
        /**
         * @param kind which server it is for
         * @param descriptor the adopter's to close, unless it refuses
         * @param head read from it already; the adopter's to release, unless it refuses
         * @return false to refuse
         */
        boolean adopt(ServerKind kind, int descriptor, ByteBuf head);
    }

    /**
     * A channel that receives descriptors. In this mode Netty (up to 4.1.139 at least) compares the number of the descriptor
     * with the bytes it hoped for: edge-triggered it sleeps after the first of several, and an EAGAIN makes it spin.
     * Level-triggered, reading until EAGAIN and never believing in "more" it does neither.
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

    /** Makes a channel the one that receives the bytes and sends the acknowledgements. */
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
        while (!descriptors.isEmpty() && !heads.isEmpty()) {
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
                strangeHeads = 0;
                answer(FdSender.ADOPTED);
            } else {
                acknowledge();
                close();
            }
        }
    }

    /** The first descriptor belongs to a later head. If to none, it would keep all others from theirs: better to begin anew. */
    private void skip() {
        lose();
        if (++strangeHeads > FdSender.WINDOW) {
            LOG.error("[BUG] a descriptor came that belongs to no connection: this worker takes no more");
            acknowledge();
            close();
        }
    }

    /** Null when it is none that this worker knows. */
    private static @Nullable ServerKind kindOf(ByteBuf head) {
        return head.readableBytes() >= 2 && head.readByte() == FdSender.VERSION ? ServerKind.at(head.readUnsignedByte()) : null;
    }

    /** Also where nobody can tell: a connection that was reset has no address any more, and is good for nothing. */
    private static boolean isOfClient(FileDescriptor descriptor, ByteBuf head) {
        int port = head.readUnsignedShort();
        byte[] address = new byte[head.readUnsignedByte()];
        head.readBytes(address);
        InetSocketAddress actual = new Socket(descriptor.intValue()).remoteAddress();
        return address.length == 0 || actual == null
                || actual.getPort() == port && Arrays.equals(actual.getAddress().getAddress(), address);
    }

    /** The first head has no descriptor, or none that it may keep. */
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
     * Descriptors are sent first, so one that is not there a whole round of I/O after its head will not come. Two delays, as
     * the end of the first may belong to the round in which the head was read.
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
         * Netty takes a descriptor that the kernel threw away for an error, whichever there was last. The end of the connection
         * comes in any case.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.channel() != descriptorChannel || !(cause instanceof IOException)) {
                ctx.close();
            }
        }
    }
}
