package io.quarkiverse.socketio.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.SocketPacketType;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/**
 * A socket in a namespace, over one connection after the other: the packets of Socket.IO, the acknowledgements, and what a
 * recovery needs.
 * <p>
 * Thread: that of the client; {@link #encode} and the answers of events any.
 */
final class SocketSession implements EngineConnection.Listener {
    private static final String LINE_DROPPED = "transport close";
    private static final String CLIENT_DISCONNECT = "io client disconnect";
    private static final String SERVER_DISCONNECT = "io server disconnect";
    /** Of an event without arguments, about. */
    private static final int EVENT_BYTES = 200;

    /** What a CONNECT packet has. */
    record Membership(String namespace, @Nullable ObjectNode auth) {
    }

    private final Endpoint endpoint;
    private final ClientThread thread;
    private final ObjectMapper mapper;
    private final PacketParser parser;
    private final String namespace;
    private final @Nullable ObjectNode auth;
    private final Map<String, Function<Arguments, ? extends @Nullable Object>> answers = new HashMap<>();
    private final Inbox inbox = new Inbox();
    private final Map<Long, CompletableFuture<Arguments>> acks = new HashMap<>();
    private final List<byte[]> attachments = new ArrayList<>();
    private @Nullable IncomingPacket incomplete;
    private long lastAckId;

    private EngineConnection engine;
    private CompletableFuture<Void> connecting = new CompletableFuture<>();
    /** The reason, once the socket is disconnected. */
    private CompletableFuture<String> disconnected = CompletableFuture.completedFuture("never connected");
    private String end = "the socket is not connected";
    private String id = "";
    private @Nullable String recoveryId;
    private @Nullable String offset;
    private boolean recovered;

    SocketSession(Endpoint endpoint, ClientThread thread, ObjectMapper mapper, PacketParser parser, Membership membership) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.mapper = mapper;
        this.parser = parser;
        this.namespace = membership.namespace();
        this.auth = membership.auth();
        this.engine = new EngineConnection(endpoint, thread, this);
    }

    /** Connects, also again; the result is a {@link ConnectFailedException} if the server refuses. */
    CompletableFuture<Void> connect() {
        if (!disconnected.isDone()) {
            throw new IllegalStateException("The socket is connected: call disconnect() or dropLine() before reconnect()");
        }
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        connecting = accepted;
        disconnected = new CompletableFuture<>();
        incomplete = null;
        attachments.clear();
        EngineConnection opened = new EngineConnection(endpoint, thread, this);
        engine = opened;
        return opened.open().thenCompose(open -> {
            send(parser.encodeControl(SocketPacketType.CONNECT, namespace, payload()));
            return accepted;
        }).thenCompose(connected -> opened.upgrade()).whenCompleteAsync((done, failure) -> {
            if (failure != null) {
                end(LINE_DROPPED, "the connection failed");
                opened.close();
            }
        }, thread);
    }

    /** Returns the auth payload, with what identifies the former session. */
    private @Nullable ObjectNode payload() {
        if (recoveryId == null) {
            return auth;
        }
        ObjectNode payload = mapper.createObjectNode().put("pid", recoveryId);
        if (offset != null) {
            payload.put("offset", offset);
        }
        return auth == null ? payload : payload.setAll(auth);
    }

    EncodedPacket encode(String event, @Nullable Object... args) {
        return parser.encodeEvent(namespace, IncomingPacket.NO_ACK, event, args);
    }

    void emit(EncodedPacket event) {
        checkConnected();
        send(event);
    }

    CompletableFuture<Arguments> emitWithAck(EncodedPacket event) {
        checkConnected();
        CompletableFuture<Arguments> answer = new CompletableFuture<>();
        acks.put(++lastAckId, answer);
        send(parser.withAckId(event, lastAckId));
        return answer;
    }

    /** As {@link Inbox#take}; fails also if the socket is disconnected. */
    CompletableFuture<ReceivedEvent> take(@Nullable String event, Set<String> unwanted) {
        CompletableFuture<ReceivedEvent> taken = inbox.take(event, unwanted);
        if (disconnected.isDone()) {
            inbox.fail(end);
        }
        return taken;
    }

    private void checkConnected() {
        if (!isConnected()) {
            throw new IllegalStateException("Nothing can be sent in the namespace " + namespace + ": " + end);
        }
    }

    private void send(EncodedPacket packet) {
        if (packet.text().length > 0) {
            engine.send(EngineMessage.message(new String(packet.text(), StandardCharsets.UTF_8)));
        }
        packet.attachments().forEach(data -> engine.send(EngineMessage.message(data)));
    }

    @Override
    public void onMessage(ByteBuf data, boolean binary) {
        try {
            if (binary && incomplete != null) {
                onAttachment(incomplete, ByteBufUtil.getBytes(data));
                return;
            }
            IncomingPacket packet = binary ? parser.decodeBinary(data) : parser.decode(data);
            if (packet.attachments() == 0) {
                onPacket(packet);
            } else {
                incomplete = packet;
            }
        } catch (InvalidPacketException | SocketIOException e) {
            fail("parse error", "the server sent a packet that is invalid: " + e.getMessage());
        }
    }

    private void onAttachment(IncomingPacket packet, byte[] data) {
        attachments.add(data);
        if (attachments.size() == packet.attachments()) {
            packet.attach(List.copyOf(attachments));
            attachments.clear();
            incomplete = null;
            onPacket(packet);
        }
    }

    private void onPacket(IncomingPacket packet) {
        if (!packet.namespace().equals(namespace)) {
            return;
        }
        switch (packet.type()) {
            case CONNECT -> onConnect(packet.auth(JsonNode.class));
            case CONNECT_ERROR -> {
                ConnectFailedException refused = new ConnectFailedException(namespace, packet.auth(JsonNode.class), mapper);
                connecting.completeExceptionally(refused);
                end(SERVER_DISCONNECT, refused.reason());
                engine.close();
            }
            case DISCONNECT -> {
                end(SERVER_DISCONNECT, "the server disconnected the socket (" + SERVER_DISCONNECT + ")");
                engine.close();
            }
            case EVENT, BINARY_EVENT -> onEvent(packet);
            case ACK, BINARY_ACK -> {
                CompletableFuture<Arguments> answer = acks.remove(packet.ackId());
                if (answer != null) {
                    answer.complete(packet.arguments());
                }
            }
        }
    }

    private void onConnect(JsonNode answer) {
        String pid = answer.path("pid").textValue();
        id = answer.path("sid").asText();
        recovered = pid != null && pid.equals(recoveryId);
        recoveryId = pid;
        if (!recovered) {
            offset = null;
        }
        connecting.complete(null);
    }

    private void onEvent(IncomingPacket packet) {
        Arguments arguments = packet.arguments();
        long ackId = packet.ackId();
        ReceivedEvent event = new ReceivedEvent(packet.event(), arguments, ackId == IncomingPacket.NO_ACK ? null
                : args -> answer(parser.encodeAck(namespace, ackId, args)));
        if (recoveryId != null && arguments.size() > 0
                && arguments.get(arguments.size() - 1, Object.class) instanceof String last) {
            offset = last;
        }
        Function<Arguments, ? extends @Nullable Object> answer = answers.get(event.name());
        if (answer != null && event.isAnswerRequested()) {
            try {
                event.answer(answer.apply(event));
            } catch (RuntimeException e) {
                fail("answer failed", "the test's answer to \"" + event.name() + "\" failed: " + e);
                return;
            }
        }
        if (!inbox.add(event, EVENT_BYTES + packet.weight())) {
            fail("inbox full", "more than " + Inbox.MAX_BYTES + " bytes of events have arrived that the test did not await");
        }
    }

    /** On any thread, so that the test sees what cannot be serialised. */
    private void answer(EncodedPacket packet) {
        thread.execute(() -> {
            if (isConnected()) {
                send(packet);
            }
        });
    }

    void answerWith(String event, Function<Arguments, ? extends @Nullable Object> answer) {
        answers.put(event, answer);
    }

    @Override
    public void onEnd(String cause) {
        end(LINE_DROPPED, cause + " (" + LINE_DROPPED + ")");
    }

    private void fail(String reason, String cause) {
        end(reason, cause);
        engine.drop();
    }

    private void end(String reason, String cause) {
        if (!disconnected.complete(reason)) {
            return;
        }
        end = cause;
        connecting.completeExceptionally(ConnectFailedException.ended(cause));
        inbox.fail(cause);
        acks.values().forEach(ack -> ack.completeExceptionally(
                new AssertionError("The acknowledgement cannot arrive any more: " + cause + "; " + inbox.describe())));
        acks.clear();
    }

    /** Leaves the namespace and closes the connection; a socket that is not connected stays so. */
    CompletableFuture<?> disconnect() {
        if (!isConnected()) {
            return engine.close();
        }
        send(parser.encodeControl(SocketPacketType.DISCONNECT, namespace, null));
        end(CLIENT_DISCONNECT, "the test disconnected the socket");
        return engine.close();
    }

    CompletableFuture<?> dropLine() {
        checkConnected();
        end(LINE_DROPPED, "the test dropped the line");
        return engine.drop();
    }

    /** Gives up to connect, as it takes too long. */
    void abandon() {
        end(LINE_DROPPED, "the server did not answer in time");
        engine.drop();
    }

    boolean isConnected() {
        return connecting.isDone() && !disconnected.isDone();
    }

    CompletableFuture<String> disconnected() {
        return disconnected;
    }

    Inbox inbox() {
        return inbox;
    }

    Transport transport() {
        return engine.transport();
    }

    String id() {
        return id;
    }

    boolean recovered() {
        return recovered;
    }

    /** Returns the socket as failure messages name it. */
    String describe() {
        return (id.isEmpty() ? "the" : "the socket " + id + " of the") + " namespace " + namespace;
    }
}
