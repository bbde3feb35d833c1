package io.quarkiverse.socketio.runtime.http;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Negotiates and applies {@code permessage-deflate} (RFC 7692) with a limit on the inflated size. Replaces Vert.x' handler,
 * which would inflate a message of one kilobyte to any size.
 * <p>
 * Thread: that of the connection.
 *
 * @param threshold the size in bytes from which a message is compressed
 * @param maxPayload the largest size in bytes of a received message
 */
public record MessageDeflate(int threshold, int maxPayload) {
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String HANDLER_OF_VERTX = "webSocketExtensionHandler";
    private static final String LAST_HANDLER = "handler";
    private static final int LEVEL = 6;
    /** Netty's decoder fails when its next buffer, up to twice the size needed, would exceed the limit. */
    private static final int BUFFER_GROWTH = 2;

    /**
     * Agrees on the extension if the client offers it, before the request becomes a WebSocket.
     *
     * @return whether messages may be compressed
     */
    boolean negotiate(HttpServerRequest request, ConnectionBase connection) {
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        if (pipeline.get(HANDLER_OF_VERTX) != null) { // absent if Quarkus has not enabled compression
            pipeline.remove(HANDLER_OF_VERTX);
        }
        WebSocketServerExtension extension = agreed(request.getHeader(EXTENSIONS));
        if (extension != null) {
            request.response().putHeader(EXTENSIONS, headerValue(extension.newReponseData()));
            InflationTurns turns = new InflationTurns(InflationTurns.Turn.ofEventLoop());
            pipeline.addBefore(LAST_HANDLER, null, turns);
            pipeline.addBefore(LAST_HANDLER, null, extension.newExtensionDecoder());
            pipeline.addBefore(LAST_HANDLER, null, turns.counter());
            pipeline.addBefore(LAST_HANDLER, null, extension.newExtensionEncoder());
        }
        pipeline.addBefore(LAST_HANDLER, null, new NoOtherExtension());
        return extension != null;
    }

    private @Nullable WebSocketServerExtension agreed(@Nullable String offers) {
        if (offers == null) {
            return null;
        }
        PerMessageDeflateServerExtensionHandshaker handshaker = new PerMessageDeflateServerExtensionHandshaker(LEVEL, false,
                PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE, true, false, BUFFER_GROWTH * maxPayload);
        for (WebSocketExtensionData offer : WebSocketExtensionUtil.extractExtensions(offers)) {
            WebSocketServerExtension extension = handshaker.handshakeExtension(offer);
            if (extension != null) {
                return extension;
            }
        }
        return null;
    }

    private static String headerValue(WebSocketExtensionData data) {
        StringBuilder text = new StringBuilder(data.name());
        for (Map.Entry<String, String> parameter : data.parameters().entrySet()) {
            text.append("; ").append(parameter.getKey());
            if (parameter.getValue() != null) {
                text.append('=').append(parameter.getValue());
            }
        }
        return text.toString();
    }

    /** Returns an encoded frame as one that Netty's encoder will compress, or {@code null} if it is below the threshold. */
    @Nullable
    WebSocketFrame toCompress(ByteBuf frame) {
        if (frame.readableBytes() < threshold) {
            return null;
        }
        int first = frame.getUnsignedByte(frame.readerIndex());
        int length = frame.getUnsignedByte(frame.readerIndex() + 1);
        int header = length < 126 ? 2 : length == 126 ? 4 : 10; // RFC 6455, 5.2; without a mask
        ByteBuf payload = frame.skipBytes(header);
        return (first & 0x0f) == 1 ? new TextWebSocketFrame(payload) : new BinaryWebSocketFrame(payload);
    }

    /** Refuses reserved bits that no extension uses, which Netty's decoder accepts once extensions are enabled. */
    private static final class NoOtherExtension extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof WebSocketFrame frame && frame.rsv() != 0) {
                ReferenceCountUtil.release(message);
                context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.PROTOCOL_ERROR))
                        .addListener(ChannelFutureListener.CLOSE);
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
