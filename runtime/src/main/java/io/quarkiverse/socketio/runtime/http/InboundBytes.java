package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * Charges what came over a WebSocket and was not delivered yet: a frame that has not come whole, which lies in Netty's decoder;
 * frames that Vert.x keeps while reading is paused; and the pieces of an unfinished message.
 * <p>
 * Looked at once after each read, when an echo has nothing left.
 * <p>
 * Thread: the connection's event loop.
 */
final class InboundBytes extends ChannelInboundHandlerAdapter {
    /** What the objects around a small frame take. */
    private static final int FRAME_OVERHEAD = 256;

    private final MemoryBudget.Account account;
    /** The decoder's buffer, retained until the end of the read: once released, the object may be any other buffer. */
    private @Nullable ByteBuf cumulation;
    /** Bytes of that buffer, where it was needed beyond its read. */
    private long unfinishedFrame;
    private long frames;
    private long message;
    private long charged;

    private InboundBytes(MemoryBudget.Account account) {
        this.account = account;
    }

    /** @param last before which handler frames are WebSocket frames, decompressed */
    static InboundBytes install(ChannelPipeline pipeline, String last, MemoryBudget.Account account) {
        InboundBytes received = new InboundBytes(account);
        WebSocket13FrameDecoder decoder = pipeline.get(WebSocket13FrameDecoder.class);
        if (decoder != null) { // browsers have spoken version 13 since 2012; others are decoded, and counted by message
            decoder.setCumulator(received::cumulate);
        }
        pipeline.addBefore(last, null, received);
        return received;
    }

    private ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf before, ByteBuf in) {
        measure();
        if (before.readerIndex() > 0 && before.maxFastWritableBytes() < in.readableBytes()) {
            before.discardReadBytes(); // instead of growing
        }
        ByteBuf after = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, in);
        cumulation = after.retain();
        return after;
    }

    private void measure() {
        ByteBuf buffer = cumulation;
        if (buffer != null) {
            cumulation = null;
            if (buffer.release()) {
                unfinishedFrame = 0;
            } else {
                buffer.discardSomeReadBytes(); // which the decoder does only where nobody else retains it
                unfinishedFrame = buffer.capacity();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (read instanceof WebSocketFrame frame) {
            frames += sizeOf(frame.content());
        }
        context.fireChannelRead(read);
    }

    /** A frame was taken from Vert.x. */
    void onTaken(ByteBuf content) {
        frames -= sizeOf(content);
    }

    private static int sizeOf(ByteBuf content) {
        return FRAME_OVERHEAD + content.readableBytes();
    }

    /** @param capacity bytes of the unfinished message, or 0 */
    void onMessage(int capacity) {
        message = capacity;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        measure();
        charge();
        context.fireChannelReadComplete();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        measure();
    }

    /** Tells the account of all changes. */
    void charge() {
        long now = message + Math.max(0, frames) + unfinishedFrame;
        account.change(now - charged);
        charged = now;
    }
}
