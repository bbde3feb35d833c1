package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/**
 * The worker's end of {@link FdSender}: pairs descriptors with their bytes and acknowledges what was adopted. When the
 * adopter refuses one, both connections are closed: the primary then gives the rest to another worker.
 * <p>
 * Thread: the event loop of both channels, which must be the same.
 */
public final class FdReceiver {
    private static final int MAX_HEAD = 1 << 20;

    private final Adopter adopter;
    private final Deque<FileDescriptor> descriptors = new ArrayDeque<>();
    private final Deque<ByteBuf> heads = new ArrayDeque<>();
    private Channel descriptorChannel;
    private Channel byteChannel;
    private int adopted;
    private boolean closed;

    /** Takes over two channels that are not registered yet: see {@link #prepareDescriptors} and {@link #prepareBytes}. */
    @SuppressWarnings("NullAway.Init")
    public FdReceiver(Adopter adopter) {
        this.adopter = adopter;
    }

    /** Who takes the connections. */
    public interface Adopter {
        /**
         * @param descriptor the adopter's to close, unless it refuses
         * @param head read from it already; the adopter's to release, unless it refuses
         * @return false to refuse
         */
        boolean adopt(int descriptor, ByteBuf head);
    }

    /**
     * Makes a channel, before it is registered, one that receives descriptors. In this mode Netty (up to 4.1.139 at least)
     * compares
     * the number of the descriptor with the bytes it hoped for: edge-triggered it sleeps after the first of several, and an
     * EAGAIN makes it spin. Level-triggered, reading until EAGAIN and never believing in "more" it does neither.
     */
    public void prepareDescriptors(EpollDomainSocketChannel channel) {
        descriptorChannel = channel;
        channel.config().setEpollMode(EpollMode.LEVEL_TRIGGERED);
        channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
        channel.config().setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator().respectMaybeMoreData(false).maxMessagesPerRead(Integer.MAX_VALUE));
        channel.unsafe().recvBufAllocHandle().attemptedBytesRead(Integer.MAX_VALUE);
        channel.pipeline().addLast(new Incoming());
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
    }

    private void pair() {
        while (!descriptors.isEmpty() && !heads.isEmpty()) {
            ByteBuf head = heads.peek();
            if (head.getByte(head.readerIndex()) != FdSender.VERSION
                    || !adopter.adopt(descriptors.peek().intValue(), head.skipBytes(1))) {
                acknowledge();
                close();
                return;
            }
            descriptors.remove();
            heads.remove();
            adopted++;
        }
    }

    private void acknowledge() {
        if (adopted > 0) {
            byteChannel.writeAndFlush(byteChannel.alloc().buffer(adopted).writeZero(adopted), byteChannel.voidPromise());
            adopted = 0;
        }
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
            }
            pair();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            acknowledge();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            FdReceiver.this.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
