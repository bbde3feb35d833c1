package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.quarkiverse.socketio.runtime.admission.ClosingResponse;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.Decision;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.HandOver;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.SendElsewhere;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.log.DebugLog;

/**
 * Handler of a connection in the primary, from accept until it is handed over to a worker, or gets a response here, or is
 * closed. Reads only until the request line is complete, within the time limit for the first request.
 * <p>
 * Thread: the primary's event loop.
 */
final class FirstRequest extends ChannelInboundHandlerAdapter {
    private final Acceptor acceptor;
    private final SocketChannel connection;
    private final FirstBytes seen;
    private @Nullable Future<?> deadline;
    private @Nullable ConnectionHandoff handoff;
    private boolean decided;

    FirstRequest(Acceptor acceptor, SocketChannel connection) {
        this.acceptor = acceptor;
        this.connection = connection;
        this.seen = new FirstBytes(acceptor.rules.affinity(), acceptor.rules.redirects(), isForwarded());
    }

    private boolean isForwarded() {
        InetSocketAddress peer = connection.remoteAddress();
        return peer != null && acceptor.rules.forwarded().isTrusted(peer.getAddress());
    }

    private String client() {
        InetAddress peer = connection.remoteAddress().getAddress();
        return isForwarded() ? acceptor.rules.forwarded().clientOf(peer, seen.fields()) : peer.getHostAddress();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!acceptor.opened(connection)) {
            decided = true;
            return;
        }
        deadline = acceptor.loop.schedule(this::closeLate, acceptor.rules.firstRequestMillis(), TimeUnit.MILLISECONDS);
        ctx.read();
    }

    private void closeLate() {
        acceptor.debug(connection, "", "is closed, it sent no request in time");
        connection.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (handoff != null) {
            handoff.append(bytes);
            return;
        }
        if (decided) {
            bytes.release();
            return;
        }
        Decision decision = seen.add(bytes);
        if (decision instanceof HandOver handOver) {
            CompletionStage<PrimaryResponse> page = acceptor.pool.keepsUp() ? null
                    : acceptor.pages.page(handOver.line().target());
            if (page == null) {
                handOver(handOver);
            } else {
                sendFallbackPage(handOver.line(), page);
            }
        } else if (decision instanceof SendElsewhere elsewhere) {
            redirect(elsewhere.line());
        } else {
            ctx.read();
        }
    }

    /**
     * Sends a page when it is ready. Until then the connection counts as one that has not sent a request, so that these are
     * limited too.
     */
    private void sendFallbackPage(RequestLine line, CompletionStage<PrimaryResponse> page) {
        stopWaiting();
        seen.release();
        page.thenAccept(reply -> sendAndClose(line, reply));
    }

    private void redirect(RequestLine line) {
        PrimaryResponse reply = HttpsRedirect.of(line, seen.fields(), acceptor.rules.redirectTo());
        stopWaiting();
        seen.release();
        sendAndClose(line, reply);
    }

    private void sendAndClose(RequestLine line, PrimaryResponse reply) {
        acceptor.decided(connection);
        if (connection.isOpen()) {
            acceptor.debug(connection, "", "is answered by the primary");
            respond(connection, reply, !line.method().equals("HEAD"));
        }
    }

    /** Sends the primary's own response, after which the connection is closed. */
    static void respond(SocketChannel connection, PrimaryResponse response, boolean withBody) {
        connection.pipeline().replace(FirstRequest.class, null,
                new ClosingResponse(Unpooled.wrappedBuffer(response.bytes(withBody))));
    }

    private void handOver(HandOver decision) {
        decide();
        String session = DebugLog.CLUSTER.isDebugEnabled() ? acceptor.rules.affinity().sessionOf(decision.line().target()) : "";
        handoff = new ConnectionHandoff(acceptor, connection,
                new ConnectionHandoff.Request(decision.owner(), client(), session), seen.take());
        handoff.start();
    }

    private void decide() {
        stopWaiting();
        acceptor.decided(connection);
    }

    private void stopWaiting() {
        decided = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // the client has shut down its output before the request line was complete
        if (event instanceof ChannelInputShutdownEvent && !decided) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!decided) {
            decide();
            seen.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
