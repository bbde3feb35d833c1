package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;

/**
 * Sends connections to one worker over two Unix sockets: one carries the descriptors, the other
 * {@code u32 length, u8 version, bytes} for each, and comes back with one byte for each that the worker has adopted. The n-th
 * of one belongs to the n-th of the other.
 * <p>
 * We keep our copy of a descriptor until its acknowledgement, so that the connections of a worker that dies can be given to
 * another. At most {@value #WINDOW} are under way: the kernel takes about 278 descriptors on a socket, and Netty answers
 * the EAGAIN that follows by shutting the socket down.
 * <p>
 * Thread: the event loop of both channels.
 */
public final class FdSender {
    static final int VERSION = 1;
    private static final int WINDOW = 128;
    /** So many waiting for the window mean that the worker does not keep up. */
    private static final int FULL = 1024;

    private final Channel descriptors;
    private final Channel bytes;
    private final Deque<Parcel> unacknowledged = new ArrayDeque<>();
    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private boolean flushPending;
    private boolean dead;
    private @Nullable Runnable whenIdle;

    /** Takes over two channels on which nothing has been sent; whatever either receives from now on is acknowledgements. */
    public FdSender(Channel descriptors, Channel bytes) {
        this.descriptors = descriptors;
        this.bytes = bytes;
        descriptors.pipeline().addLast(new CloseOnError());
        bytes.pipeline().addLast(new Acknowledgements());
        descriptors.closeFuture().addListener(closed -> die());
        bytes.closeFuture().addListener(closed -> die());
    }

    /** False once the worker is gone: nothing can be sent any more. */
    public boolean isOpen() {
        return !dead;
    }

    /** Whether the worker is so far behind that no more connections should be accepted for it. */
    public boolean isFull() {
        return unacknowledged.size() + waiting.size() >= FULL;
    }

    /**
     * @param connection deregistered from its event loop, so that nothing closes its descriptor behind our back; stays ours to
     *        close
     * @param head what was read from it; released here
     * @param adopted told true when the worker has its copy, false when it died before: then the connection can go elsewhere
     */
    public void send(UnixChannel connection, ByteBuf head, Consumer<Boolean> adopted) {
        Parcel parcel = new Parcel(connection, head, adopted);
        if (dead) {
            parcel.settle(false);
            return;
        }
        waiting.add(parcel);
        pump();
    }

    /** Runs once when everything sent so far is acknowledged, or the worker is gone. */
    public void whenIdle(Runnable action) {
        if (dead || unacknowledged.isEmpty() && waiting.isEmpty()) {
            action.run();
        } else {
            whenIdle = action;
        }
    }

    public void close() {
        descriptors.close();
        bytes.close();
    }

    private void pump() {
        while (unacknowledged.size() < WINDOW && !waiting.isEmpty()) {
            Parcel parcel = waiting.remove();
            unacknowledged.add(parcel);
            ByteBuf header = bytes.alloc().buffer(Integer.BYTES + 1);
            header.writeInt(parcel.head.readableBytes() + 1).writeByte(VERSION);
            bytes.write(header, bytes.voidPromise());
            bytes.write(parcel.head.retainedDuplicate(), bytes.voidPromise());
            descriptors.write(new FileDescriptor(parcel.connection.fd().intValue()), descriptors.voidPromise());
            flushSoon();
        }
    }

    /** One flush for all that came in this turn of the loop. */
    private void flushSoon() {
        if (!flushPending) {
            flushPending = true;
            bytes.eventLoop().execute(() -> {
                flushPending = false;
                bytes.flush();
                descriptors.flush();
            });
        }
    }

    private void acknowledged(int count) {
        if (count > unacknowledged.size()) {
            close();
            return;
        }
        for (int i = 0; i < count; i++) {
            unacknowledged.remove().settle(true);
        }
        pump();
        runIfIdle();
    }

    private void die() {
        if (dead) {
            return;
        }
        dead = true;
        close();
        List<Parcel> returned = new ArrayList<>(unacknowledged);
        returned.addAll(waiting);
        unacknowledged.clear();
        waiting.clear();
        returned.forEach(parcel -> parcel.settle(false));
        runIfIdle();
    }

    private void runIfIdle() {
        Runnable action = whenIdle;
        if (action != null && unacknowledged.isEmpty() && waiting.isEmpty()) {
            whenIdle = null;
            action.run();
        }
    }

    private record Parcel(UnixChannel connection, ByteBuf head, Consumer<Boolean> adopted) {
        void settle(boolean ok) {
            head.release();
            adopted.accept(ok);
        }
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
            int count = acks.readableBytes();
            acks.release();
            acknowledged(count);
        }
    }
}
