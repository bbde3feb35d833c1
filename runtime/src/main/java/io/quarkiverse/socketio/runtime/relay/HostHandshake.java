package io.quarkiverse.socketio.runtime.relay;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Challenge;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Relay;
import io.quarkiverse.socketio.runtime.relay.HostSecret.Nonces;
import io.vertx.core.Promise;

/**
 * Handler at the start of a connection to another host: lets the host prove that it knows the secret, and then proves it
 * itself. Is in front of the handlers of HTTP, for which the connection begins after that.
 * <p>
 * Thread: the event loop of the connection.
 */
final class HostHandshake extends ChannelInboundHandlerAdapter {
    /** How long the other host may take to respond, and before that to agree on TLS. */
    static final int MAX_SECONDS = 3;

    private final int owner;
    private final HostSecret secret;
    private final Promise<HostHandshake> challenged;
    private final byte[] nonce = HostSecret.newNonce();
    private ByteBuf seen = Unpooled.EMPTY_BUFFER;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> deadline;
    private @Nullable Challenge challenge;

    private HostHandshake(int owner, HostSecret secret, Promise<HostHandshake> challenged) {
        this.owner = owner;
        this.secret = secret;
        this.challenged = challenged;
    }

    /** The host at the other end does not know the secret. */
    static final class NotTrustedException extends IOException {
        private static final long serialVersionUID = 1;

        NotTrustedException() {
            super("it does not have this host's quarkus.socketio.relay.secret");
        }
    }

    /**
     * Starts the handshake on a connection on which nothing was sent.
     *
     * @param before the name of the first handler that is not concerned with TLS
     * @param owner the incarnation of the worker that should get the connection; 0 for any
     * @return completed once the other host has proved that it knows the secret; when it fails the connection is closed
     */
    static io.vertx.core.Future<HostHandshake> start(Channel connection, String before, int owner,
            HostSecret secret) {
        Promise<HostHandshake> challenged = Promise.promise();
        connection.pipeline().addBefore(before, null, new HostHandshake(owner, secret, challenged));
        return challenged.future();
    }

    /** Returns the tag of the other host. */
    String tag() {
        return known().tag();
    }

    /** Returns whether the worker at the other end is the one that should get the connection, not another one of its host. */
    boolean isWithOwner() {
        return known().incarnation() == owner;
    }

    private Challenge known() {
        if (challenge == null) {
            throw new IllegalStateException("[BUG] the other host has not answered yet");
        }
        return challenge;
    }

    /** Sends what is relayed, after which the bytes of HTTP follow. */
    void finish(boolean webSocket, ByteBuf preamble) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || ctx.isRemoved()) {
            preamble.release();
            return;
        }
        ByteBuf signed = ctx.alloc().buffer().writeShort(owner).writeByte(webSocket ? 1 : 0).writeBytes(preamble);
        preamble.release();
        byte[] proof = secret.proveConnector(new Nonces(nonce, known().nonce()), signed.nioBuffer());
        write(ctx, new Relay(signed, proof));
        signed.release();
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline = ctx.executor().schedule(
                () -> fail(ctx, new IOException("it has not responded within " + MAX_SECONDS + " s")),
                MAX_SECONDS, TimeUnit.SECONDS);
        write(ctx, new Hello(owner, nonce));
    }

    private static void write(ChannelHandlerContext ctx, HostFrame frame) {
        ByteBuf out = ctx.alloc().buffer();
        frame.encode(out);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (challenge != null || challenged.future().isComplete()) {
            ((ByteBuf) message).release();
            fail(ctx, new IOException("it has sent more than expected"));
            return;
        }
        seen = seen.isReadable() ? Unpooled.wrappedBuffer(seen, (ByteBuf) message) : (ByteBuf) message;
        try {
            HostFrame frame = HostFrame.decode(seen, HostFrame.MAX_CHALLENGE);
            if (frame != null) {
                answered(ctx, frame);
            }
        } catch (IllegalArgumentException e) {
            fail(ctx, new IOException("it is no such host: " + e.getMessage()));
        }
    }

    private void answered(ChannelHandlerContext ctx, HostFrame frame) {
        if (!(frame instanceof Challenge answer) || seen.isReadable()) {
            fail(ctx, new IOException("it is no such host"));
        } else if (!HostSecret.isSame(answer.proof(),
                secret.proveListener(new Nonces(nonce, answer.nonce()), answer.tag(), answer.incarnation()))) {
            fail(ctx, new NotTrustedException());
        } else {
            stopWaiting();
            challenge = answer;
            challenged.tryComplete(this);
        }
    }

    private void fail(ChannelHandlerContext ctx, IOException why) {
        stopWaiting();
        challenged.tryFail(why);
        ctx.close();
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, new IOException("it has closed the connection"));
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopWaiting();
        seen.release();
        seen = Unpooled.EMPTY_BUFFER;
    }
}
