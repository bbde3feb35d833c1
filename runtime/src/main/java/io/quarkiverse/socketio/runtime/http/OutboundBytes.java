package io.quarkiverse.socketio.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Writes to a connection, and charges the bytes that wait in it to its account in the memory budget until they are written to
 * the socket. Up to {@value #UNCHARGED} waiting bytes are not charged, so a client that reads fast costs no accounting. A frame
 * that several recipients share is charged to each in equal parts.
 * <p>
 * Thread: any, one at a time for each connection; stateless.
 */
final class OutboundBytes {
    /** Bytes that may wait in a connection before anything is charged. */
    static final int UNCHARGED = 8192;

    private OutboundBytes() {
    }

    /** Writes an encoded frame and releases it. */
    static void write(ConnectionBase connection, MemoryBudget.Account account, ByteBuf frame) {
        int bytes = frame.readableBytes();
        if (pending(connection) + bytes <= UNCHARGED) {
            connection.writeToChannel(frame);
        } else {
            // TLS makes a copy for each recipient
            write(connection, account, frame, connection.isSsl() ? bytes : bytes / Math.max(1, frame.refCnt()));
        }
    }

    /** Writes a message of so many bytes, which no other recipient shares, and releases it. */
    static void write(ConnectionBase connection, MemoryBudget.Account account, Object message, int bytes) {
        account.add(bytes);
        ChannelPromise written = connection.channelHandlerContext().newPromise();
        written.addListener(done -> account.remove(bytes)); // called also when the connection closes
        connection.writeToChannel(message, written);
    }

    /** Returns the bytes that were written to the connection and not yet to the socket. */
    static long pending(ConnectionBase connection) {
        Channel channel = connection.channel();
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
