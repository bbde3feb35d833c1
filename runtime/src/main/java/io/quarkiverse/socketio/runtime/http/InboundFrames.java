package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The end of the pipeline before Vert.x. Passes a message of one frame directly to its receiver, and answers Ping frames; all
 * other frames go on to Vert.x, which answers Close frames, and queues frames while reading is paused. Also tells the receiver
 * of failures, and of the end of the connection: one handler takes less memory than a listener for each.
 * <p>
 * The number of Pong frames that wait is bounded. (Vert.x would queue one for each Ping, even if the client does not read.)
 * While the connection is not writable, only the latest Ping is kept; its Pong answers those before it too (RFC 6455, 5.5.3).
 * <p>
 * Charges the bytes received by a WebSocket and not delivered yet: an incomplete frame in Netty's decoder, frames that Vert.x
 * queues, and the fragments of an incomplete message. They are updated once after each read, when small messages were delivered
 * already, so these cost nothing.
 * <p>
 * Thread: the connection's event loop.
 */
final class InboundFrames extends ChannelInboundHandlerAdapter implements ByteToMessageDecoder.Cumulator {
    /** Bytes of the objects around the content of a frame, about. */
    private static final int FRAME_OVERHEAD = 256;
    /**
     * Passed to Vert.x' handler before the first message that it does not see: from any object until the end of the read, it
     * keeps what is written to the connection, and then flushes once.
     */
    private static final Object READ_STARTED = new Object();

    private final MemoryBudget.Account account;
    private final Receiver receiver;
    private boolean readStarted;
    /** The data of the latest Ping without a Pong; at most 125 bytes (RFC 6455, 5.5). */
    private byte @Nullable [] unanswered;
    private boolean pongWritten;
    /** The decoder's buffer; retained until the end of the read, as Netty reuses released buffer objects. */
    private @Nullable ByteBuf cumulation;
    /** The capacity of that buffer, if the decoder still uses it after the read. */
    private long unfinishedFrame;
    private long frames;
    private long message;
    private long charged;

    private InboundFrames(MemoryBudget.Account account, Receiver receiver) {
        this.account = account;
        this.receiver = receiver;
    }

    /** Receives messages of one frame, and what happens to the connection. */
    interface Receiver {
        /** Returns whether messages are received now; if not, Vert.x gets the frame. */
        boolean isReady();

        /** Receives a text or binary message; the frame is released after the call. */
        void onMessage(WebSocketFrame message);

        /** A handler has failed: the connection is closed after this call. */
        void onFailure(Throwable failure);

        /** The connection is closed. */
        void onEnd();
    }

    /** @param last Vert.x' handler, before which messages are decompressed WebSocket frames */
    static InboundFrames install(ChannelPipeline pipeline, String last, MemoryBudget.Account account, Receiver receiver) {
        InboundFrames received = new InboundFrames(account, receiver);
        WebSocket13FrameDecoder decoder = pipeline.get(WebSocket13FrameDecoder.class);
        if (decoder != null) { // absent for older versions of WebSocket: then only frames and messages are charged
            decoder.setCumulator(received);
        }
        pipeline.addBefore(last, null, received);
        return received;
    }

    @Override
    public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf before, ByteBuf in) {
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
        if (read instanceof PingWebSocketFrame ping) {
            onPing(context, ping);
            return;
        }
        if (read instanceof WebSocketFrame frame) {
            if (isMessage(frame) && frames <= 0 && receiver.isReady()) {
                if (!readStarted) {
                    readStarted = true;
                    context.fireChannelRead(READ_STARTED);
                }
                try {
                    receiver.onMessage(frame);
                } finally {
                    frame.release();
                }
                return;
            }
            frames += sizeOf(frame.content());
        }
        context.fireChannelRead(read);
    }

    private void onPing(ChannelHandlerContext context, PingWebSocketFrame ping) {
        byte[] data = ByteBufUtil.getBytes(ping.content());
        ping.release();
        if (context.channel().isWritable()) {
            sendPong(context, data);
        } else {
            unanswered = data;
        }
    }

    private void sendPong(ChannelHandlerContext context, byte[] data) {
        unanswered = null;
        pongWritten = true;
        context.write(new PongWebSocketFrame(Unpooled.wrappedBuffer(data)), context.voidPromise());
    }

    /** Returns whether the frame is a whole message; Netty's decoder refuses one between the fragments of another message. */
    private static boolean isMessage(WebSocketFrame frame) {
        return frame.isFinalFragment() && (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame);
    }

    /** Vert.x has delivered a frame. */
    void onTaken(ByteBuf content) {
        frames -= sizeOf(content);
    }

    static int sizeOf(ByteBuf content) {
        return FRAME_OVERHEAD + content.readableBytes();
    }

    /** @param capacity of the buffer of the incomplete message, or 0 for none */
    void onMessage(int capacity) {
        message = capacity;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readStarted = false;
        measure();
        charge();
        if (pongWritten) {
            pongWritten = false;
            context.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        byte[] data = unanswered;
        if (data != null && context.channel().isWritable()) {
            sendPong(context, data);
            context.flush();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        receiver.onFailure(failure);
        context.fireExceptionCaught(failure); // Vert.x closes the connection
    }

    /** Netty removes all handlers of a connection when it is closed, whoever has closed it. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        measure();
        receiver.onEnd();
    }

    /** Updates the account. */
    void charge() {
        long now = message + Math.max(0, frames) + unfinishedFrame;
        account.change(now - charged);
        charged = now;
    }
}
