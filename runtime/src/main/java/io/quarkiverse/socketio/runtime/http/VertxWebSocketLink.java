package io.quarkiverse.socketio.runtime.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateHandler;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.ws.WebSocketFrameInternal;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * A WebSocket over Vert.x. Assembles messages of frames within the limits; writes encoded frames directly to the connection.
 * <p>
 * Thread: created on the connection's context, where frames are received; everything else on the session's loop.
 */
final class VertxWebSocketLink implements WebSocketLink, InboundFrames.Receiver {
    private static final int INVALID_PAYLOAD = 1007;
    private static final int POLICY_VIOLATION = 1008;
    private static final int MESSAGE_TOO_BIG = 1009;
    /** Limits the processing time of one message. */
    private static final int MAX_FRAGMENTS = 1024;
    private static final int FIRST_CAPACITY = 256;
    private static final String HANDLER_OF_VERTX = "handler";
    private static final long NO_TIMER = -1;
    /** See {@link #onFailure}; without a handler, Vert.x would log the failure. */
    private static final Handler<Throwable> ALREADY_HANDLED = failure -> {
    };
    /** How long a close may wait for the client to read everything written before it. */
    private static final long CLOSE_MILLIS = 10_000;

    private final ServerWebSocket webSocket;
    private final ConnectionBase connection;
    private final VertxEventLoop loop;
    private final TransportLimits limits;
    private final @Nullable MessageDeflate deflate;
    private final MemoryBudget.Account account;
    private final InboundFrames received;
    /** Used on the session's loop, as are the next two fields. */
    private @Nullable Receiver receiver;
    private boolean closed;
    private boolean disconnected;
    /** Written on the session's loop. */
    private volatile boolean paused;
    /** The fragments of an incomplete message; this and the following fields are used on the connection's context. */
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
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        removeIdleHandler(pipeline, limits.heartbeat);
        this.received = InboundFrames.install(pipeline, HANDLER_OF_VERTX, account, this);
        InflationTurns turns = pipeline.get(InflationTurns.class);
        if (turns != null) { // messages may be compressed
            turns.attach(account::change, () -> !paused);
        }
        webSocket.frameHandler(this::onFrame);
        webSocket.exceptionHandler(ALREADY_HANDLED);
        if (!connection.channel().isOpen()) {
            onEnd();
        }
    }

    @Override
    public void onEnd() {
        endMessage();
        account.close();
        loop.execute(this::onClosed);
    }

    /**
     * The limits of a connection, and the budget of all connections.
     *
     * @param heartbeat how long a client can be silent until its session ends
     */
    record Limits(TransportLimits transport, MemoryBudget budget, Duration heartbeat) {
    }

    /**
     * Removes the handler that closes idle connections, if the heartbeat ends sessions earlier, and this class the connections
     * without one: it would add a promise and a listener to each write.
     */
    static void removeIdleHandler(ChannelPipeline pipeline, Duration heartbeat) {
        IdleStateHandler idle = pipeline.get(IdleStateHandler.class);
        if (idle != null && idle.getReaderIdleTimeInMillis() == 0 && idle.getWriterIdleTimeInMillis() == 0
                && idle.getAllIdleTimeInMillis() > heartbeat.toMillis()) {
            pipeline.remove(idle);
        }
    }

    @Override
    public boolean isReady() {
        return loop.isOn(connection.getContext()) && !paused && !refused;
    }

    @Override
    public void onMessage(WebSocketFrame message) {
        ByteBuf content = message.content();
        connection.reportBytesRead(content.readableBytes());
        if (content.readableBytes() > limits.maxPayload()) {
            refuse(MESSAGE_TOO_BIG);
        } else {
            deliver(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(content)), message instanceof TextWebSocketFrame);
        }
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
            unfinished = frame.isFinal() ? null : startMessage();
            fragments = 0;
        }
        ByteBuf message = unfinished == null ? data : unfinished;
        if (unfinished != null && ++fragments > MAX_FRAGMENTS || sizeWith(data) > limits.maxPayload()) {
            refuse(MESSAGE_TOO_BIG);
            return;
        }
        if (unfinished != null) {
            message.writeBytes(data);
            received.onMessage(message.capacity());
        }
        if (frame.isFinal()) {
            endMessage();
            deliver(message, text);
        }
    }

    /** Starts a fragmented message, and the timer for its end. */
    private ByteBuf startMessage() {
        endMessage();
        startDeadline();
        return Unpooled.buffer(FIRST_CAPACITY, Math.max(FIRST_CAPACITY, limits.maxPayload()));
    }

    private void startDeadline() {
        if (!connection.channel().isActive()) { // messages read before the close are still delivered
            return;
        }
        deadline = connection.getContext().setTimer(limits.messageTime().toMillis(), timer -> {
            deadline = NO_TIMER;
            if (paused) { // the rest may be unread
                startDeadline();
            } else {
                refuse(POLICY_VIOLATION);
            }
        });
    }

    /** Forgets the incomplete message and its timer. */
    private void endMessage() {
        unfinished = null;
        received.onMessage(0);
        if (deadline != NO_TIMER) {
            connection.getContext().owner().cancelTimer(deadline);
            deadline = NO_TIMER;
        }
    }

    private int sizeWith(ByteBuf data) {
        return unfinished == null ? data.readableBytes() : unfinished.readableBytes() + data.readableBytes();
    }

    private void refuse(int code) {
        refused = true;
        endMessage();
        closeWith(code);
        fireInvalidMessage();
    }

    /** Closes, with a limit of time: Vert.x waits without limit until the Close frame was written. */
    private void closeWith(int code) {
        webSocket.close((short) code);
        long timer = connection.getContext().setTimer(CLOSE_MILLIS, late -> closeNow());
        connection.channel().closeFuture().addListener(closed -> connection.getContext().owner().cancelTimer(timer));
    }

    /** Closes without the channel's handlers, of which that of TLS would wait for the client to read. */
    private void closeNow() {
        Channel channel = connection.channel();
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }

    private void fireInvalidMessage() {
        loop.execute(() -> {
            if (receiver != null) {
                receiver.onInvalidMessage();
            }
        });
    }

    private void deliver(ByteBuf message, boolean isText) {
        if (isText && !ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
            refuse(INVALID_PAYLOAD);
            return;
        }
        Runnable task = () -> {
            if (receiver != null && isText) {
                receiver.onText(message);
            } else if (receiver != null) {
                receiver.onBinary(message);
            }
        };
        if (!loop.runNow(task)) {
            int bytes = message.capacity();
            account.add(bytes); // until the session's loop runs the task
            loop.execute(() -> {
                account.remove(bytes);
                task.run();
            });
        }
    }

    /** Returns the close code (RFC 6455, 7.4), or empty for other failures, such as a lost connection. */
    private static OptionalInt closeCode(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            return OptionalInt.of(broken.closeStatus().code());
        } else if (failure instanceof DecompressionException) {
            // Netty throws the same exception for corrupt and for too large data
            boolean tooLarge = String.valueOf(failure.getMessage()).startsWith("Decompression buffer has reached maximum size");
            return OptionalInt.of(tooLarge ? MESSAGE_TOO_BIG : INVALID_PAYLOAD);
        }
        return OptionalInt.empty();
    }

    @Override
    public void onFailure(Throwable failure) {
        closeCode(failure).ifPresent(this::onBroken);
    }

    /** Sends a Close frame, as Vert.x closes the connection without one right after this call. */
    private void onBroken(int code) {
        connection.channelHandlerContext().writeAndFlush(new CloseWebSocketFrame(code, ""));
        refused = true;
        endMessage();
        fireInvalidMessage();
    }

    /** Closes the connection at once, because the memory budget is exhausted. */
    private void onCut() {
        closeNow();
        fireInvalidMessage();
    }

    private void onClosed() {
        disconnected = true;
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
        // Vert.x stops reading only after it has queued several frames of any size, so stop it at once; and again after Vert.x
        // has processed the queued frames, which may end with a resume
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
        if (disconnected) { // after the queued messages, which are delivered in a task of the context
            connection.getContext().runOnContext(v -> loop.execute(this::onClosed));
        }
    }

    @Override
    public void write(ByteBuf frame, boolean compressible) {
        WebSocketFrame large = deflate != null && compressible ? deflate.toCompress(frame) : null;
        if (large == null) {
            OutboundBytes.write(connection, account, frame);
        } else {
            OutboundBytes.write(connection, account, large, large.content().readableBytes());
        }
    }

    @Override
    public boolean isWritable() {
        return connection.channel().isWritable();
    }

    @Override
    public long pendingBytes() {
        return OutboundBytes.pending(connection);
    }

    @Override
    public void close(int code) {
        if (paused) {
            resume(); // to read the client's Close frame
        }
        closeWith(code);
    }

    @Override
    public void abort() {
        // without Vert.x' handler, which would send a Close frame and wait until it is read
        ChannelHandlerContext context = connection.channelHandlerContext();
        context.flush();
        context.close();
    }

    @Override
    public void moveLoopHere() {
        loop.moveTo(connection.getContext());
    }
}
