package io.quarkiverse.socketio.runtime.http;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
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
    private static final int MESSAGE_TOO_BIG = 1009;
    /** A message in more pieces than this costs more than it says. */
    private static final int MAX_FRAGMENTS = 1024;

    private final ServerWebSocket webSocket;
    private final ConnectionBase connection;
    private final VertxEventLoop loop;
    private final int maxPayload;
    /** On the session's loop. */
    private @Nullable Receiver receiver;
    /** The pieces of an unfinished message, on the connection's context. */
    private @Nullable ByteBuf unfinished;
    private boolean unfinishedText;
    private int fragments;

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
        if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            return;
        }
        ByteBuf data = ((WebSocketFrameInternal) frame).getBinaryData();
        if (!frame.isContinuation()) {
            if (frame.isFinal()) {
                deliver(data, frame.isText());
                return;
            }
            unfinished = Unpooled.buffer();
            unfinishedText = frame.isText();
            fragments = 0;
        }
        ByteBuf message = unfinished;
        if (message == null || ++fragments > MAX_FRAGMENTS || message.readableBytes() + data.readableBytes() > maxPayload) {
            webSocket.close((short) MESSAGE_TOO_BIG);
            return;
        }
        message.writeBytes(data);
        if (frame.isFinal()) {
            unfinished = null;
            deliver(message, unfinishedText);
        }
    }

    private void deliver(ByteBuf message, boolean text) {
        loop.execute(() -> {
            if (receiver != null && text) {
                receiver.onText(message);
            } else if (receiver != null) {
                receiver.onBinary(message);
            }
        });
    }

    private void onClosed() {
        if (receiver != null) {
            receiver.onClosed();
        }
    }

    @Override
    public void start(Receiver receiver) {
        this.receiver = receiver;
        if (!connection.channel().isActive()) {
            loop.execute(receiver::onClosed);
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
        if (connection.channel().isWritable()) {
            webSocket.close((short) code);
        } else {
            connection.channel().close(); // a Close frame would wait behind what the client does not read
        }
    }

    @Override
    public void cut() {
        Channel channel = connection.channel();
        if (channel.isWritable()) {
            connection.writeToChannel(Unpooled.EMPTY_BUFFER, true,
                    channel.newPromise().addListener(ChannelFutureListener.CLOSE));
        } else {
            channel.close();
        }
    }

    @Override
    public void adopt() {
        loop.moveTo(connection.getContext());
    }
}
