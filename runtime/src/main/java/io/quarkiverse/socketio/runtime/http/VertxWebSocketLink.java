package io.quarkiverse.socketio.runtime.http;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.impl.ws.WebSocketFrameInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * A WebSocket over Vert.x. Reads frames and puts messages together itself, within the limits; writes frames that were encoded
 * before
 * straight to the connection.
 * <p>
 * Thread: made on the connection's context, where frames come in; everything else on the session's loop.
 */
final class VertxWebSocketLink implements WebSocketLink {
    private static final int NOT_UTF8 = 1007;
    private static final int MESSAGE_TOO_BIG = 1009;
    /** A message in more pieces than this costs more than it says. */
    private static final int MAX_FRAGMENTS = 1024;

    private final ServerWebSocket webSocket;
    private final ConnectionBase connection;
    private final VertxEventLoop loop;
    private final int maxPayload;
    /** Both on the session's loop. */
    private @Nullable Receiver receiver;
    private boolean closed;
    /** The pieces of an unfinished message; this and what follows on the connection's context. */
    private @Nullable ByteBuf unfinished;
    private boolean text;
    private int fragments;
    private boolean refused;

    VertxWebSocketLink(ServerWebSocket webSocket, ConnectionBase connection, VertxEventLoop loop, int maxPayload) {
        this.webSocket = webSocket;
        this.connection = connection;
        this.loop = loop;
        this.maxPayload = maxPayload;
        webSocket.frameHandler(this::onFrame);
        webSocket.exceptionHandler(e -> {
            // a broken frame or connection: Vert.x closes it, and the close below tells
        });
        // the channel's future is told of every close, which Vert.x' own handler is not
        connection.channel().closeFuture().addListener(closed -> loop.execute(this::onClosed));
    }

    private void onFrame(WebSocketFrame frame) {
        if (refused || !frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            return;
        }
        ByteBuf data = ((WebSocketFrameInternal) frame).getBinaryData();
        if (!frame.isContinuation()) {
            text = frame.isText();
            unfinished = frame.isFinal() ? null : Unpooled.buffer();
            fragments = 0;
        }
        ByteBuf message = unfinished == null ? data : unfinished;
        if (message != data && ++fragments > MAX_FRAGMENTS || size(message, data) > maxPayload) {
            refuse(MESSAGE_TOO_BIG);
            return;
        }
        if (message != data) {
            message.writeBytes(data);
        }
        if (frame.isFinal()) {
            unfinished = null;
            deliver(message);
        }
    }

    private static int size(ByteBuf message, ByteBuf data) {
        return message == data ? data.readableBytes() : message.readableBytes() + data.readableBytes();
    }

    private void refuse(int code) {
        refused = true;
        unfinished = null;
        webSocket.close((short) code);
    }

    private void deliver(ByteBuf message) {
        boolean isText = text;
        if (isText && !ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
            refuse(NOT_UTF8);
            return;
        }
        loop.execute(() -> {
            if (receiver != null && isText) {
                receiver.onText(message);
            } else if (receiver != null) {
                receiver.onBinary(message);
            }
        });
    }

    private void onClosed() {
        if (receiver != null && !closed) {
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
    public void write(ByteBuf frame) {
        connection.writeToChannel(frame);
    }

    @Override
    public boolean isWritable() {
        return connection.channel().isWritable();
    }

    @Override
    public long pendingBytes() {
        Channel channel = connection.channel();
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void close(int code) {
        webSocket.close((short) code);
    }

    @Override
    public void cut() {
        // below Vert.x' own handler, which would send a Close frame and wait for it to be answered
        ChannelHandlerContext below = connection.channelHandlerContext();
        if (connection.channel().isWritable()) {
            connection.writeToChannel(Unpooled.EMPTY_BUFFER, true,
                    below.newPromise().addListener(written -> below.close()));
        } else {
            below.close();
        }
    }

    @Override
    public void adopt() {
        loop.moveTo(connection.getContext());
    }
}
