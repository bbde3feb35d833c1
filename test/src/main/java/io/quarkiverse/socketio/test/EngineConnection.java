package io.quarkiverse.socketio.test;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/**
 * A session of Engine.IO: the handshake, the answers to pings, the queue of sent messages, and the upgrade from polling to a
 * WebSocket.
 * <p>
 * Thread: that of the client, also for the calls of its listener, which end with {@link #drop} and {@link #close}.
 */
final class EngineConnection implements TransportConnection.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a session reports. */
    interface Listener {

        /** A message; what {@link ByteBuf} has may be kept. */
        void onMessage(ByteBuf data, boolean binary);

        /** The session has ended, at a request of the server or because the line broke. */
        void onEnd(String cause);
    }

    private final Endpoint endpoint;
    private final ClientThread thread;
    private final Listener listener;
    private final Deque<EngineMessage> queue = new ArrayDeque<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> upgraded = new CompletableFuture<>();
    /** Of all messages so far: the connections send one after the other. */
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private @Nullable TransportConnection connection;
    private boolean closing;
    private boolean ended;
    private String sid = "";
    private boolean upgradable;

    EngineConnection(Endpoint endpoint, ClientThread thread, Listener listener) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.listener = listener;
    }

    /** Connects; the result is a {@link ConnectFailedException} if the server refuses. */
    CompletableFuture<Void> open() {
        CompletableFuture<?> connected;
        if (endpoint.transports().get(0) == Transport.WEBSOCKET) {
            connected = WebSocketConnection.open(endpoint, "", thread, this).thenAccept(socket -> connection = socket);
        } else {
            PollingConnection polling = new PollingConnection(endpoint, thread, this);
            connection = polling;
            connected = polling.open();
        }
        connected.whenComplete((done, failure) -> {
            if (failure != null) {
                ended = true;
                opened.completeExceptionally(failure);
            }
        });
        return opened;
    }

    Transport transport() {
        return connection instanceof PollingConnection ? Transport.POLLING : Transport.WEBSOCKET;
    }

    /** Changes to a WebSocket, if the client and the server want that (protocol v4, "Upgrade"). */
    CompletableFuture<Void> upgrade() {
        if (!(connection instanceof PollingConnection polling) || !upgradable
                || !endpoint.transports().contains(Transport.WEBSOCKET)) {
            return CompletableFuture.completedFuture(null);
        }
        Probe probe = new Probe(polling);
        WebSocketConnection.open(endpoint, sid, thread, probe).whenComplete((socket, failure) -> {
            if (failure != null) {
                upgraded.completeExceptionally(failure);
            } else {
                probe.start(socket);
            }
        });
        return upgraded;
    }

    /** The WebSocket during an upgrade; after it what it gets is that of the session. */
    private final class Probe implements TransportConnection.Listener {
        private final PollingConnection polling;
        private @Nullable WebSocketConnection socket;

        Probe(PollingConnection polling) {
            this.polling = polling;
        }

        void start(WebSocketConnection opened) {
            socket = opened;
            opened.sendText(EngineMessage.PROBE);
        }

        @Override
        public void onPacket(Packet packet) {
            if (upgraded.isDone()) {
                EngineConnection.this.onPacket(packet);
            } else if (socket == null || !packet.dataEquals("probe")) {
                upgraded.completeExceptionally(
                        ConnectFailedException.upgrade("the server answered the probe with " + packet));
            } else {
                switchTo(socket);
            }
        }

        /** Messages wait until the last ones over polling were sent and received, so that all keep their order. */
        private void switchTo(WebSocketConnection opened) {
            CompletableFuture<Void> switched = new CompletableFuture<>();
            CompletableFuture<?> before = CompletableFuture.allOf(polling.pause(), sent);
            sent = sent.thenCompose(done -> switched);
            before.thenComposeAsync(done -> {
                connection = opened;
                upgraded.complete(null);
                return opened.sendText(EngineMessage.UPGRADE);
            }, thread).whenComplete((done, failure) -> switched.complete(null));
        }

        @Override
        public void onEnd(String cause) {
            if (upgraded.isDone()) {
                EngineConnection.this.onEnd(cause);
            } else {
                upgraded.completeExceptionally(ConnectFailedException.upgrade(cause));
            }
        }
    }

    void send(EngineMessage message) {
        queue.add(message);
        sent = sent.thenComposeAsync(
                done -> queue.isEmpty() || ended || connection == null ? CompletableFuture.completedFuture(null)
                        : connection.send(queue),
                thread).exceptionally(failure -> {
                    onEnd("nothing can be sent: " + failure.getMessage());
                    return null;
                });
    }

    @Override
    public void onPacket(Packet packet) {
        if (ended) {
            return;
        }
        switch (packet.type()) {
            case OPEN -> onOpen(packet.data());
            case MESSAGE -> listener.onMessage(packet.data(), packet.binary());
            case PING -> send(EngineMessage.PONG);
            case CLOSE -> onEnd("the server closed the session");
            case PONG, UPGRADE, NOOP -> {
                // a noop only ends a poll
            }
        }
    }

    private void onOpen(ByteBuf handshake) {
        try {
            JsonNode open = JSON.readTree(ByteBufUtil.getBytes(handshake));
            sid = open.path("sid").asText();
            open.path("upgrades").forEach(name -> upgradable |= name.asText().equals(Transport.WEBSOCKET.queryName()));
            if (connection instanceof PollingConnection polling) {
                polling.start(sid, open.path("maxPayload").asInt(Integer.MAX_VALUE));
            }
            opened.complete(null);
        } catch (IOException e) {
            onEnd("the server sent a handshake that is no JSON");
        }
    }

    @Override
    public void onEnd(String cause) {
        if (!ended) {
            ended = true;
            opened.completeExceptionally(ConnectFailedException.ended(cause));
            upgraded.completeExceptionally(ConnectFailedException.upgrade(cause));
            if (connection != null) {
                connection.close();
            }
            listener.onEnd(cause);
        }
    }

    /** Breaks the line. */
    CompletableFuture<?> drop() {
        ended = true;
        return connection == null ? CompletableFuture.completedFuture(null) : connection.drop();
    }

    /** Sends what waits, and closes the session; does not fail if the line is broken. */
    CompletableFuture<?> close() {
        TransportConnection open = connection;
        if (ended || closing || open == null) {
            return sent;
        }
        closing = true;
        if (open instanceof PollingConnection) {
            send(EngineMessage.CLOSE);
        }
        sent = sent.thenComposeAsync(done -> {
            ended = true;
            return open.close();
        }, thread).exceptionally(failure -> null);
        return sent;
    }
}
