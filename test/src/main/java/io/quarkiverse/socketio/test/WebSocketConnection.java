package io.quarkiverse.socketio.test;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/**
 * A WebSocket.
 * <p>
 * Thread: that of the client; the methods of {@link WebSocket.Listener}, which the JDK calls on any thread one after the other,
 * pass each message on to it.
 */
final class WebSocketConnection implements TransportConnection, WebSocket.Listener {
    private static final int NORMAL = 1000;

    private final ClientThread thread;
    private final Listener listener;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private @Nullable WebSocket socket;

    private WebSocketConnection(ClientThread thread, Listener listener) {
        this.thread = thread;
        this.listener = listener;
    }

    /** Returns the connection when the server has accepted the upgrade request; else a {@link ConnectFailedException}. */
    static CompletableFuture<WebSocketConnection> open(Endpoint endpoint, String sid, ClientThread thread, Listener listener) {
        WebSocketConnection connection = new WebSocketConnection(thread, listener);
        WebSocket.Builder builder = endpoint.http().newWebSocketBuilder().connectTimeout(endpoint.timeout());
        endpoint.headers().forEach(builder::header);
        return builder.buildAsync(endpoint.uri(Transport.WEBSOCKET, sid), connection).handleAsync((socket, failure) -> {
            if (failure != null) {
                throw refusal(failure instanceof CompletionException ? failure.getCause() : failure);
            }
            connection.socket = socket;
            socket.request(1);
            return connection;
        }, thread);
    }

    private static ConnectFailedException refusal(@Nullable Throwable failure) {
        if (failure instanceof WebSocketHandshakeException refused) {
            return ConnectFailedException.http(refused.getResponse().statusCode(), "");
        }
        return ConnectFailedException.unreachable(failure);
    }

    @Override
    public CompletableFuture<?> send(Deque<EngineMessage> queue) {
        EngineMessage message = queue.remove();
        byte[] data = message.binary();
        return data == null ? socket().sendText(message.text(), true) : socket().sendBinary(ByteBuffer.wrap(data), true);
    }

    CompletableFuture<?> sendText(String packet) {
        return socket().sendText(packet, true);
    }

    private WebSocket socket() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("[BUG] the WebSocket is not open");
        }
        return open;
    }

    @Override
    public CompletableFuture<?> drop() {
        socket().abort();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<?> close() {
        return socket().sendClose(NORMAL, "");
    }

    /** The first message is asked for when the client's thread has the connection. */
    @Override
    public void onOpen(WebSocket opened) {
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            text.setLength(0);
            thread.execute(() -> onText(utf8));
        }
        from.request(1);
        return null;
    }

    private void onText(byte[] utf8) {
        try {
            listener.onPacket(Packet.decode(Unpooled.wrappedBuffer(utf8)));
        } catch (MalformedPacketException e) {
            listener.onEnd("the server sent " + e.getMessage());
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        binary.writeBytes(part);
        if (last) {
            byte[] whole = binary.toByteArray();
            binary.reset();
            thread.execute(() -> listener.onPacket(Packet.binaryMessage(Unpooled.wrappedBuffer(whole))));
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        thread.execute(() -> listener.onEnd("the server closed the WebSocket with " + code));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        thread.execute(() -> listener.onEnd("the WebSocket broke: " + error));
    }
}
