package io.quarkiverse.socketio.runtime.admission;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
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

    private static final long NEVER = -1;

    private final long millis;
    private final Runnable firstCompleted;
    private @Nullable Http1Heads http1;
    private @Nullable Http2Heads http2;
    private @Nullable Http2Pace pace;
    private long headsBefore;
    /** The number of bytes received while the version of HTTP is not known. */
    private int bytesSeen;
    private boolean anyCompleted;
    private @Nullable Set<Channel> list;
    private @Nullable Future<?> timer;
    /** How often bytes were received. */
    private long reads;
    /** The number of reads after which the connection was found idle. */
    private long idleAfter = NEVER;

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
            Http2Heads heads = new Http2Heads(Math.min(bytesSeen, Http2Heads.PREFACE_BYTES));
            http2 = heads;
            pace = new Http2Pace(heads, Http2Pace.Held.ofProcess(), this::http2PassedOn);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        startTimer(ctx);
    }

    private void startTimer(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> tooLate(ctx), millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Lists the connection for as long as it has this handler: until it ends or switches to another protocol.
     *
     * @param connections can be used by several threads
     */
    void listIn(Set<Channel> connections, Channel connection) {
        list = connections;
        connections.add(connection);
    }

    /**
     * Closes a connection that has been idle between two requests since the last call. Connections that have switched to
     * another protocol are not idle, nor is one whose client waits for a response.
     */
    void closeIfIdleTwice(Channel connection) {
        if (!anyCompleted || isBusy(connection)) {
            idleAfter = NEVER;
        } else if (idleAfter == reads) {
            RejectReason.TOO_MANY.add();
            connection.close();
        } else {
            idleAfter = reads;
        }
    }

    private boolean isBusy(Channel connection) {
        if (http1 != null) {
            return http1.isOver() || http1.isUnderWay() || http1.owesAnswer();
        }
        Http2ConnectionHandler handler = connection.pipeline().get(Http2ConnectionHandler.class);
        return handler == null || http2 != null && http2.isUnderWay() || handler.connection().numActiveStreams() > 0;
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
        reads++;
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
        } else if (pace != null) {
            pace.read(ctx, bytes);
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

    private void http2PassedOn(ChannelHandlerContext ctx) {
        Http2Heads heads = Objects.requireNonNull(http2);
        if (heads.completed() > headsBefore) {
            headsBefore = heads.completed();
            completed();
        }
        updateTimer(ctx, heads.isUnderWay());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (pace != null) {
            pace.readCompleted();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (list != null) {
            list.remove(ctx.channel());
        }
        if (pace != null) {
            pace.drop();
        }
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
        if (pace != null) {
            pace.drop();
        }
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
