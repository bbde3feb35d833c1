package io.quarkiverse.socketio.runtime.admission;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Closes a connection whose client takes too long to send the head of a request. The limit for the first head starts with the
 * connection, so that it includes the TLS handshake and the preface of HTTP/2; that for a later head starts with its first
 * byte. A client of HTTP/1 gets a 408 response.
 * <p>
 * Is placed behind TLS and before the HTTP decoder, and removes itself when the connection switches to another protocol.
 * <p>
 * Thread: the connection's event loop.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(HeadDeadline.class);
    private static final LogLimiter LATE = new LogLimiter();

    private final long millis;
    private final Runnable firstCompleted;
    private @Nullable Http1Heads http1;
    private @Nullable Http2Heads http2;
    /** The number of bytes received while the version of HTTP is not known. */
    private int bytesSeen;
    private boolean anyCompleted;
    private @Nullable Future<?> timer;

    /**
     * @param millis the time limit for each head
     * @param firstCompleted runs once, when the first head is complete
     */
    private HeadDeadline(long millis, Runnable firstCompleted) {
        this.millis = millis;
        this.firstCompleted = firstCompleted;
    }

    /**
     * Adds a deadline to the pipeline of a connection to which the server has already added its handlers.
     *
     * @param detector the class of the handler that detects the version of HTTP and replaces itself with the decoder
     * @return false when the server does not serve HTTP; nothing is added then
     */
    static boolean install(ChannelPipeline pipeline, Class<? extends ChannelHandler> detector, long millis,
            Runnable firstCompleted) {
        HeadDeadline deadline = new HeadDeadline(millis, firstCompleted);
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        ChannelHandlerContext first = decoder == null ? pipeline.context(detector) : decoder;
        if (first != null) {
            pipeline.addBefore(first.name(), null, deadline);
            return true;
        }
        boolean encrypted = pipeline.get(SslHandler.class) != null || pipeline.get(AbstractSniHandler.class) != null;
        if (encrypted) {
            // once the handshake has negotiated the protocol, its handlers are added behind this one
            pipeline.addLast(deadline);
        }
        return encrypted;
    }

    /** Starts to track heads if the pipeline has a decoder of HTTP/1 or HTTP/2 by now. */
    private void recognize(ChannelHandlerContext ctx) {
        http1 = Http1Heads.in(ctx.pipeline(), this::completed);
        if (http1 == null && ctx.pipeline().get(Http2ConnectionHandler.class) != null) {
            http2 = new Http2Heads(Math.min(bytesSeen, Http2Heads.PREFACE_BYTES));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        startTimer(ctx);
    }

    private void startTimer(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> tooLate(ctx), millis, TimeUnit.MILLISECONDS);
    }

    private void completed() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (!anyCompleted) {
            anyCompleted = true;
            firstCompleted.run();
        }
    }

    private void updateTimer(ChannelHandlerContext ctx, boolean underWay) {
        if (underWay && timer == null && !ctx.isRemoved()) {
            startTimer(ctx);
        } else if (!underWay && timer != null) {
            completed();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (http1 == null && http2 == null) {
            recognize(ctx);
            if (!recognizeBy(ctx, bytes)) {
                return;
            }
        }
        if (http1 != null && http1.isOver()) {
            switchProtocol(ctx);
        }
        if (http1 != null) {
            readHttp1(ctx, http1, bytes);
        } else if (http2 != null) {
            readHttp2(ctx, http2, bytes);
        } else {
            ctx.fireChannelRead(bytes);
        }
    }

    /**
     * Passes the first bytes on one by one: they decide the version of HTTP, and its decoder must not get the rest before heads
     * are tracked.
     *
     * @return false when no bytes are left; they are released then
     */
    private boolean recognizeBy(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (http1 == null && http2 == null && bytes.isReadable() && bytesSeen < Http2Heads.PREFACE_BYTES) {
            bytesSeen++;
            ctx.fireChannelRead(bytes.readRetainedSlice(1));
            recognize(ctx);
        }
        if (http1 == null && http2 == null && bytesSeen >= Http2Heads.PREFACE_BYTES) {
            removeSelf(ctx);
        }
        if (!bytes.isReadable()) {
            bytes.release();
            return false;
        }
        return true;
    }

    private void readHttp1(ChannelHandlerContext ctx, Http1Heads heads, ByteBuf bytes) {
        heads.beforeDecoding(bytes);
        ctx.fireChannelRead(bytes);
        heads.afterDecoding();
        updateTimer(ctx, heads.isUnderWay() && !heads.isOver());
    }

    private void readHttp2(ChannelHandlerContext ctx, Http2Heads heads, ByteBuf bytes) {
        long before = heads.completed();
        heads.inspect(bytes);
        if (heads.completed() > before) {
            completed();
        }
        ctx.fireChannelRead(bytes);
        updateTimer(ctx, heads.isUnderWay());
    }

    /**
     * Called when the decoder of HTTP/1 is gone. After an upgrade to HTTP/2, its preface is still to come; in any other
     * protocol there are no more heads.
     */
    private void switchProtocol(ChannelHandlerContext ctx) {
        ctx.pipeline().remove(Http1Heads.class);
        http1 = null;
        bytesSeen = 0;
        recognize(ctx);
        if (http2 == null) {
            removeSelf(ctx);
        }
    }

    private void removeSelf(ChannelHandlerContext ctx) {
        completed();
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        completed();
        ctx.fireChannelInactive();
    }

    /** Returns whether the TLS handshake has negotiated a protocol other than HTTP. */
    private static boolean isOther(ChannelPipeline pipeline) {
        SslHandler tls = pipeline.get(SslHandler.class);
        return tls != null && tls.handshakeFuture().isSuccess() && pipeline.get(HttpRequestDecoder.class) == null
                && pipeline.get(Http2ConnectionHandler.class) == null;
    }

    private void tooLate(ChannelHandlerContext ctx) {
        timer = null;
        if (ctx.isRemoved() || http1 != null && http1.isOver()) {
            return;
        }
        if (http1 == null && http2 == null && isOther(ctx.pipeline())) {
            removeSelf(ctx);
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            // the server has paused reading, so the client is not late
            startTimer(ctx);
            return;
        }
        RejectReason.SLOW_HEAD.add();
        LATE.logf(LOG, Logger.Level.INFO, null,
                "Closed a connection of %s, which has not sent the head of a request within %d ms",
                Admission.clientOf(ctx.channel()), millis);
        if (http1 != null && !http1.owesAnswer()) {
            ctx.pipeline().addBefore(ctx.name(), null, ClosingResponse.of("408 Request Timeout", ""));
        } else {
            // skips the handlers behind this one, which would wait for pending requests
            ctx.close();
        }
    }
}
