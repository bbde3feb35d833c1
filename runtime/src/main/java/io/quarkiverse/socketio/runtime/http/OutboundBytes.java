package io.quarkiverse.socketio.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Writes to a connection, and charges what waits there until it has left. Little is free: what is written to a client that
 * reads has left when its turn to be charged would come.
 * <p>
 * The recipients of a broadcast share its memory, so each is charged its part of it.
 * <p>
 * Thread: any, one at a time.
 *
 * @param account of the connection
 */
record OutboundBytes(ConnectionBase connection, MemoryBudget.Account account) {
    /** What may wait in a connection before anything is charged. */
    static final int FREE = 8192;

    /** Writes an encoded frame and releases it. */
    void write(ByteBuf frame) {
        int bytes = frame.readableBytes();
        if (pending() + bytes <= FREE) {
            connection.writeToChannel(frame);
        } else {
            // encrypted, it is a copy of its own
            write(frame, connection.isSsl() ? bytes : bytes / Math.max(1, frame.refCnt()));
        }
    }

    /** Writes a message of so many bytes that is not shared, and releases it. */
    void write(Object message, int bytes) {
        account.add(bytes);
        ChannelPromise written = connection.channelHandlerContext().newPromise();
        written.addListener(done -> account.remove(bytes)); // the end of the connection fails it
        connection.writeToChannel(message, written);
    }

    /** Bytes written that the client has not taken yet. */
    long pending() {
        Channel channel = connection.channel();
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
