package io.quarkiverse.socketio.runtime.admission;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Tracks whether the head of an HTTP/1 request is being received: from its first byte until the decoder of the pipeline has
 * decoded it. Bytes that remain in the decoder when the body of a request ends are the beginning of the next head.
 * <p>
 * Thread: the connection's event loop.
 */
final class Http1Heads extends ChannelDuplexHandler {
    private final Runnable completed;
    private final ChannelHandlerContext decoder;
    /** The bytes that the decoder has not consumed yet; set only while bytes pass through it. */
    private @Nullable ByteBuf unread;
    private boolean underWay = true;
    private boolean inBody;
    private int unanswered;

    private Http1Heads(ChannelHandlerContext decoder, Runnable completed) {
        this.decoder = decoder;
        this.completed = completed;
    }

    /**
     * Adds a tracker to a pipeline; a head is being received at first.
     *
     * @param completed runs whenever a head is complete
     * @return null when the pipeline does not decode HTTP/1
     */
    static @Nullable Http1Heads in(ChannelPipeline pipeline, Runnable completed) {
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (decoder == null || encoder == null) {
            return null;
        }
        Http1Heads heads = new Http1Heads(decoder, completed);
        ((ByteToMessageDecoder) decoder.handler()).setCumulator(heads::cumulate);
        pipeline.addAfter(encoder.name(), null, heads);
        return heads;
    }

    private ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf before, ByteBuf more) {
        ByteBuf all = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, more);
        unread = all.retain();
        return all;
    }

    /** Returns whether the connection has switched to another protocol, such as WebSocket. */
    boolean isOver() {
        return decoder.isRemoved();
    }

    boolean isUnderWay() {
        return underWay;
    }

    /**
     * Returns whether earlier requests have no response yet, so that the client would take the next response for one to these.
     */
    boolean owesAnswer() {
        return unanswered > 0;
    }

    /** Called before bytes are given to the decoder; {@link #afterDecoding} is called afterwards. */
    void beforeDecoding(ByteBuf bytes) {
        if (!inBody && bytes.isReadable()) {
            underWay = true;
        }
    }

    void afterDecoding() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            underWay = false;
            inBody = true;
            unanswered++;
            completed.run();
        }
        if (message instanceof LastHttpContent) {
            inBody = false;
            underWay = unread != null && unread.isReadable();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            unanswered--;
        }
        ctx.write(message, promise);
    }
}
