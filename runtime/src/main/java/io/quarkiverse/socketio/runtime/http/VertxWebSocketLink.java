package io.quarkiverse.socketio.runtime.http;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.ws.WebSocketFrameInternal;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * A WebSocket over Vert.x. Reads frames and puts messages together itself, within the limits; writes frames that were encoded
 * before straight to the connection.
 * <p>
 * Thread: made on the connection's context, where frames come in; everything else on the session's loop.
 */
final class VertxWebSocketLink implements WebSocketLink {
    private static final int NOT_UTF8 = 1007;
    private static final int POLICY_VIOLATION = 1008;
    private static final int MESSAGE_TOO_BIG = 1009;
    /** A message in more pieces than this costs more than it says. */
    private static final int MAX_FRAGMENTS = 1024;
    private static final int FIRST_CAPACITY = 256;
    private static final String HANDLER_OF_VERTX = "handler";
    private static final long NO_TIMER = -1;
    /** How long what was written before a close, and the close itself, may take to leave. */
    private static final long CLOSE_MILLIS = 10_000;

    private final ServerWebSocket webSocket;
    private final ConnectionBase connection;
    private final VertxEventLoop loop;
    private final TransportLimits limits;
    private final @Nullable MessageDeflate deflate;
    private final MemoryBudget.Account account;
    private final InboundBytes received;
    private final OutboundBytes outbound;
    /** Both on the session's loop. */
    private @Nullable Receiver receiver;
    private boolean closed;
    private boolean paused;
    private boolean gone;
    /** The pieces of an unfinished message; this and what follows on the connection's context. */
    private @Nullable ByteBuf unfinished;
    private boolean text;
    private int fragments;
    private long deadline = NO_TIMER;
    private boolean refused;

    VertxWebSocketLink(ServerWebSocket webSocket, ConnectionBase connection, VertxEventLoop loop, Limits limits,
            @Nullable MessageDeflate deflate) {
        this.webSocket = webSocket;
        this.connection = connection;
        this.loop = loop;
        this.limits = limits.transport;
        this.deflate = deflate;
        this.account = limits.budget.open(this::onCut);
        this.outbound = new OutboundBytes(connection, account);
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        pipeline.addBefore(HANDLER_OF_VERTX, null, new PongHandler());
        this.received = InboundBytes.install(pipeline, HANDLER_OF_VERTX, account);
        webSocket.frameHandler(this::onFrame);
        webSocket.exceptionHandler(e -> FrameErrors.closeCode(e).ifPresent(this::onBroken));
        // the channel's future is told of every close, which Vert.x' own handler is not
        connection.channel().closeFuture().addListener(closed -> {
            endMessage();
            account.close();
            loop.execute(this::onClosed);
        });
    }

    /**
     * @param transport of this connection
     * @param budget of all
     */
    record Limits(TransportLimits transport, MemoryBudget budget) {
    }

    private void onFrame(io.vertx.core.http.WebSocketFrame frame) {
        ByteBuf data = ((WebSocketFrameInternal) frame).getBinaryData();
        received.onTaken(data);
        onFrame(frame, data);
        received.charge();
    }

    private void onFrame(io.vertx.core.http.WebSocketFrame frame, ByteBuf data) {
        if (refused || !frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            return;
        }
        if (!frame.isContinuation()) {
            text = frame.isText();
            unfinished = frame.isFinal() ? null : begin();
            fragments = 0;
        }
        ByteBuf message = unfinished == null ? data : unfinished;
        if (message != data && ++fragments > MAX_FRAGMENTS || size(message, data) > limits.maxPayload()) {
            refuse(MESSAGE_TOO_BIG);
            return;
        }
        if (message != data) {
            message.writeBytes(data);
            received.onMessage(message.capacity());
        }
        if (frame.isFinal()) {
            endMessage();
            deliver(message);
        }
    }

    /** A message in pieces; who never ends it is not waited for. */
    private ByteBuf begin() {
        endMessage();
        expectEnd();
        return Unpooled.buffer(FIRST_CAPACITY, Math.max(FIRST_CAPACITY, limits.maxPayload()));
    }

    private void expectEnd() {
        if (!connection.channel().isActive()) { // what was read before its end is told all the same
            return;
        }
        deadline = connection.getContext().setTimer(limits.messageTime().toMillis(), timer -> {
            deadline = NO_TIMER;
            if (paused) { // its rest may lie unread
                expectEnd();
            } else {
                refuse(POLICY_VIOLATION);
            }
        });
    }

    /** Whole, or given up. */
    private void endMessage() {
        unfinished = null;
        received.onMessage(0);
        if (deadline != NO_TIMER) {
            connection.getContext().owner().cancelTimer(deadline);
            deadline = NO_TIMER;
        }
    }

    private static int size(ByteBuf message, ByteBuf data) {
        return message == data ? data.readableBytes() : message.readableBytes() + data.readableBytes();
    }

    private void refuse(int code) {
        refused = true;
        endMessage();
        closeWith(code);
        tellRefused();
    }

    /** Vert.x waits for the client's answer, but first, and without end, for the Close frame to leave. */
    private void closeWith(int code) {
        webSocket.close((short) code);
        long timer = connection.getContext().setTimer(CLOSE_MILLIS, late -> end());
        connection.channel().closeFuture().addListener(closed -> connection.getContext().owner().cancelTimer(timer));
    }

    /** Past all handlers: that of TLS would wait for the client to take what is left. */
    private void end() {
        Channel channel = connection.channel();
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }

    private void tellRefused() {
        loop.execute(() -> {
            if (receiver != null) {
                receiver.onRefused();
            }
        });
    }

    private void deliver(ByteBuf message) {
        boolean isText = text;
        if (isText && !ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
            refuse(NOT_UTF8);
            return;
        }
        int bytes = message.capacity();
        account.add(bytes); // until its turn comes in the session's loop
        loop.execute(() -> {
            account.remove(bytes);
            if (receiver != null && isText) {
                receiver.onText(message);
            } else if (receiver != null) {
                receiver.onBinary(message);
            }
        });
    }

    /** Vert.x, which cuts the connection right after this call, has no word for the client. */
    private void onBroken(int code) {
        connection.channelHandlerContext().writeAndFlush(new CloseWebSocketFrame(code, ""));
        refused = true;
        endMessage();
        tellRefused();
    }

    /** The connection holds more than the server can afford, so it ends at once, whatever waits in it. */
    private void onCut() {
        end();
        tellRefused();
    }

    private void onClosed() {
        gone = true;
        if (receiver != null && !closed && !paused) {
            closed = true;
            receiver.onClosed();
        }
    }

    @Override
    public void start(Receiver receiver) {
        this.receiver = receiver;
        if (!connection.channel().isActive()) {
            loop.execute(this::onClosed);
        }
    }

    @Override
    public void pause() {
        paused = true;
        webSocket.pause();
        // at once, and not first when a number of frames, of any size, lies there; and once more after Vert.x' own handling
        // of those that lie there, which may end with reading on
        ContextInternal context = connection.getContext();
        if (context.inThread()) {
            connection.doPause();
        }
        context.runOnContext(v -> {
            if (paused) {
                connection.doPause();
            }
        });
    }

    @Override
    public void resume() {
        paused = false;
        connection.doResume();
        webSocket.resume();
        if (gone) { // after the messages that lay there, which come in a task of the context
            connection.getContext().runOnContext(v -> loop.execute(this::onClosed));
        }
    }

    @Override
    public void write(ByteBuf frame, boolean compressible) {
        WebSocketFrame large = deflate != null && compressible ? deflate.toCompress(frame) : null;
        if (large == null) {
            outbound.write(frame);
        } else {
            outbound.write(large, large.content().readableBytes());
        }
    }

    @Override
    public boolean isWritable() {
        return connection.channel().isWritable();
    }

    @Override
    public long pendingBytes() {
        return outbound.pending();
    }

    @Override
    public void close(int code) {
        if (paused) {
            resume(); // the client's answer is to be read
        }
        closeWith(code);
    }

    @Override
    public void abort() {
        // below Vert.x' own handler, which would send a Close frame and wait for it to be read
        ChannelHandlerContext context = connection.channelHandlerContext();
        context.flush();
        context.close();
    }

    @Override
    public void adopt() {
        loop.moveTo(connection.getContext());
    }
}
