package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.quarkiverse.socketio.runtime.cluster.dispatch.WorkerPool;
import io.quarkiverse.socketio.runtime.cluster.handoff.ConnectionSender;
import io.quarkiverse.socketio.runtime.cluster.handoff.FdSender;
import io.quarkiverse.socketio.runtime.cluster.link.LinkCodec;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.PendingQueries;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;

/**
 * The primary's end of one worker's connections. Bytes that the worker does not read are buffered here, up to a limit.
 * <p>
 * Thread: the primary's event loop.
 */
final class WorkerLink implements WorkerPool.Target {
    /** The number of unread bytes from which on a worker counts as hanging; the high water mark of the channel. */
    static final int MAX_UNREAD = 64 << 20;
    /** The number of unread bytes from which on relayed frames are copied. */
    static final int MAX_UNCOPIED = 64 << 10;

    final int incarnation;
    final String token;
    private final Runnable counter;
    private final @Nullable Supplier<ConnectionSender> pipes;
    private @Nullable Channel link;
    /** The connections for the handoff of descriptors. */
    private final Map<Lane, Channel> lanes = new EnumMap<>(Lane.class);
    private @Nullable ConnectionSender sender;
    private final PendingQueries queries = new PendingQueries(this::send);
    private boolean readyReceived;

    /**
     * @param counter runs for each connection that is handed over
     * @param pipes creates the sender that proxies, once the worker is ready; null when it gets descriptors
     */
    WorkerLink(int incarnation, String token, Runnable counter, @Nullable Supplier<ConnectionSender> pipes) {
        this.pipes = pipes;
        this.incarnation = incarnation;
        this.token = token;
        this.counter = counter;
    }

    /**
     * Adds a connection of the worker.
     *
     * @return false when the worker already has a connection of this lane, or none is used
     */
    boolean attach(Lane lane, Channel channel) {
        if (lane == Lane.LINK && link == null) {
            link = channel;
            return true;
        }
        boolean used = lane == Lane.DESCRIPTORS || lane == Lane.BYTES;
        if (!used || pipes != null || lanes.putIfAbsent(lane, channel) != null) {
            return false;
        }
        if (lanes.size() == 2) {
            sender = new FdSender(Objects.requireNonNull(lanes.get(Lane.DESCRIPTORS)),
                    Objects.requireNonNull(lanes.get(Lane.BYTES)));
        }
        return true;
    }

    /** See {@link PendingQueries#send}. */
    <R extends QueryReply> CompletableFuture<R> ask(Query<R> query) {
        return queries.send(query);
    }

    void onResponse(LinkMessage.QueryResponse response) {
        queries.onResponse(response);
    }

    void onReady() {
        readyReceived = true;
        if (pipes != null && sender == null) {
            sender = pipes.get();
        }
    }

    /** Returns whether the worker has sent READY, and connections can be sent to it. */
    boolean isReady() {
        return readyReceived && link != null && canTake();
    }

    boolean canTake() {
        return sender != null && sender.isOpen();
    }

    boolean isLinked() {
        return link != null && link.isActive();
    }

    /** Returns false when the worker does not read what was sent to it. */
    boolean keepsUp() {
        return link == null || !link.isActive() || link.isWritable();
    }

    void send(LinkMessage message) {
        if (link != null) {
            ByteBuf frame = link.alloc().buffer();
            LinkCodec.encode(message, frame);
            link.writeAndFlush(frame, link.voidPromise());
        }
    }

    /** Relays a frame unchanged. */
    void relay(ByteBuf whole) {
        if (link != null) {
            // the buffer may be many times as large as the frame, and would be retained until the frame is sent
            ByteBuf frame = isBehind(link) ? whole.copy() : whole.retainedDuplicate();
            link.writeAndFlush(frame, link.voidPromise());
        }
    }

    private static boolean isBehind(Channel link) {
        return link.config().getWriteBufferHighWaterMark() - link.bytesBeforeUnwritable() > MAX_UNCOPIED;
    }

    @Override
    public int incarnation() {
        return incarnation;
    }

    @Override
    public ConnectionSender sender() {
        if (sender == null) {
            throw new IllegalStateException("[BUG] worker is not ready");
        }
        return sender;
    }

    @Override
    public void handedOver() {
        counter.run();
    }

    void close() {
        if (sender != null) {
            sender.close();
        }
        if (link != null) {
            link.close();
        }
    }
}
