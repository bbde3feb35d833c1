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
 * Charges the bytes received by a WebSocket and not delivered yet: an incomplete frame in Netty's decoder, frames that Vert.x
 * queues while reading is paused, and the fragments of an incomplete message.
 * <p>
 * Updated once after each read, when small messages were delivered already, so these cost nothing.
 * <p>
 * Thread: the connection's event loop.
 */
final class InboundBytes extends ChannelInboundHandlerAdapter {
    /** Bytes of the objects around the content of a frame, about. */
    private static final int FRAME_OVERHEAD = 256;

    private final MemoryBudget.Account account;
    /** The decoder's buffer; retained until the end of the read, as Netty reuses released buffer objects. */
    private @Nullable ByteBuf cumulation;
    /** The capacity of that buffer, if the decoder still uses it after the read. */
    private long unfinishedFrame;
    private long frames;
    private long message;
    private long charged;

    private InboundBytes(MemoryBudget.Account account) {
        this.account = account;
    }

    /** @param last the handler before which messages are decompressed WebSocket frames */
    static InboundBytes install(ChannelPipeline pipeline, String last, MemoryBudget.Account account) {
        InboundBytes received = new InboundBytes(account);
        WebSocket13FrameDecoder decoder = pipeline.get(WebSocket13FrameDecoder.class);
        if (decoder != null) { // absent for older versions of WebSocket: then only frames and messages are charged
            decoder.setCumulator(received::cumulate);
        }
        pipeline.addBefore(last, null, received);
        return received;
    }

    private ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf before, ByteBuf in) {
        measure();
        if (before.readerIndex() > 0 && before.maxFastWritableBytes() < in.readableBytes()) {
            before.discardReadBytes(); // so that the buffer need not grow
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
                buffer.discardSomeReadBytes(); // the decoder does not, as the buffer was retained
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

    /** Vert.x has delivered a frame. */
    void onTaken(ByteBuf content) {
        frames -= sizeOf(content);
    }

    private static int sizeOf(ByteBuf content) {
        return FRAME_OVERHEAD + content.readableBytes();
    }

    /** @param capacity of the buffer of the incomplete message, or 0 for none */
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

    /** Updates the account. */
    void charge() {
        long now = message + Math.max(0, frames) + unfinishedFrame;
        account.change(now - charged);
        charged = now;
    }
}
