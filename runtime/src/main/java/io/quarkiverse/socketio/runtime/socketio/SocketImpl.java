package io.quarkiverse.socketio.runtime.socketio;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Emitter;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.socketio.adapter.Member;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketType;
import io.smallrye.mutiny.Uni;

/**
 * A client in a namespace. Connected is who is in the adapter's index; nothing else records it.
 * <p>
 * Thread: the public methods any, by hopping to the session's event loop where they touch its state; {@code on…} only that
 * loop.
 */
final class SocketImpl implements Socket, Member {
    private static final Logger LOG = Logger.getLogger(SocketImpl.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id = randomId();
    private final ClientConnection client;
    private final EngineSession session;
    private final NamespaceImpl namespace;
    private final Handshake handshake;
    private final Acks acks;
    private final OrderedDispatch handlers;
    private final Emitter emitter = new SocketEmitter(this, null, false);
    private final Map<String, Object> data = new ConcurrentHashMap<>(2);
    private final Map<String, List<BiConsumer<Arguments, Ack>>> listeners = new HashMap<>(2);
    private final List<Consumer<DisconnectReason>> disconnectListeners = new ArrayList<>(1);
    /** Handlers of the connection still run, and may add listeners of events that are here already. */
    private boolean connecting;
    private @Nullable DisconnectReason ended;

    SocketImpl(ClientConnection client, NamespaceImpl namespace, Handshake handshake, HandlerExecutor executor) {
        this.client = client;
        this.session = client.session();
        this.namespace = namespace;
        this.handshake = handshake;
        this.acks = new Acks(session.loop());
        this.handlers = new OrderedDispatch(session.loop(), executor);
    }

    private static String randomId() {
        byte[] bytes = new byte[15];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    void onConnected() {
        namespace.adapter().add(this);
        client.send(namespace.parser().encodeControl(PacketType.CONNECT, namespace.name(), Map.of("sid", id)));
        callAll("connection", namespace.connectHandlers(), new Invocation(this, NoArguments.INSTANCE, IncomingAck.NONE, null));
        connecting = handlers.isBusy();
        if (connecting) {
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> connecting = false);
        }
    }

    void onEvent(IncomingPacket packet) {
        List<EventHandler> called = namespace.eventHandlers(packet.event());
        boolean listened = connecting || listeners.containsKey(packet.event());
        if (called.isEmpty() && !listened) {
            LOG.debugf("No handler of event \"%s\" in namespace %s", packet.event(), namespace.name());
            return;
        }
        Ack ack = packet.ackId() == IncomingPacket.NO_ACK ? IncomingAck.NONE : new IncomingAck(this, packet.ackId());
        Arguments arguments = packet.arguments();
        callAll(packet.event(), called, new Invocation(this, arguments, ack, null));
        if (listened) {
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> callListeners(packet.event(), arguments, ack));
        }
    }

    private void callListeners(String event, Arguments arguments, Ack ack) {
        for (BiConsumer<Arguments, Ack> listener : List.copyOf(listeners.getOrDefault(event, List.of()))) {
            guarded(event, () -> listener.accept(arguments, ack));
        }
    }

    void onAck(IncomingPacket packet) {
        acks.onAck(packet.ackId(), packet.arguments());
    }

    /** Ends the socket, once. */
    void onDisconnected(DisconnectReason reason) {
        if (ended != null) {
            return;
        }
        ended = reason;
        namespace.adapter().remove(id);
        client.remove(this);
        acks.failAll("The socket was disconnected: " + reason);
        callAll("disconnect", namespace.disconnectHandlers(),
                new Invocation(this, NoArguments.INSTANCE, IncomingAck.NONE, reason));
        for (Consumer<DisconnectReason> listener : disconnectListeners) {
            handlers.dispatch(ExecutionMode.EVENT_LOOP, () -> guarded("disconnect", () -> listener.accept(reason)));
        }
    }

    private void callAll(String event, List<EventHandler> called, Invocation invocation) {
        for (EventHandler handler : called) {
            handlers.dispatch(handler.mode(), () -> guarded(event, () -> handler.handle(invocation)));
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    /** The application's faults are its own, whatever they are: they are logged, and the socket lives. */
    private void guarded(String event, Action action) {
        try {
            action.run();
        } catch (Throwable e) {
            LOG.errorf(e, "A handler of \"%s\" in namespace %s failed", event, namespace.name());
        }
    }

    private void inLoop(Runnable action) {
        EventLoop loop = session.loop();
        if (loop.inLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }

    void emit(boolean mayDrop, String event, Object... args) {
        deliver(PacketFrames.of(encode(IncomingPacket.NO_ACK, event, args)), mayDrop);
    }

    private EncodedPacket encode(long ackId, String event, Object... args) {
        return namespace.parser().encodeEvent(namespace.name(), ackId, event, args);
    }

    Uni<Arguments> emitWithAck(@Nullable Duration timeout, String event, Object... args) {
        return Uni.createFrom().emitter(answer -> {
            long ackId = acks.nextId();
            PacketFrames frames = PacketFrames.of(encode(ackId, event, args));
            inLoop(() -> {
                if (ended == null) {
                    acks.await(ackId, answer, timeout);
                } else {
                    answer.fail(new SocketIOException("The socket was disconnected: " + ended));
                }
                sendNow(frames, false);
            });
        });
    }

    void sendAck(long ackId, Object... args) {
        deliver(PacketFrames.of(namespace.parser().encodeAck(namespace.name(), ackId, args)), false);
    }

    @Override
    public void deliver(PacketFrames packet, boolean mayDrop) {
        inLoop(() -> sendNow(packet, mayDrop));
    }

    private void sendNow(PacketFrames packet, boolean mayDrop) {
        if (ended != null || mayDrop && !session.isWritable()) {
            packet.release();
        } else {
            packet.sendTo(session);
        }
    }

    @Override
    public void disconnect(boolean close) {
        inLoop(close ? client::disconnectAll : this::disconnectFromNamespace);
    }

    void disconnectFromNamespace() {
        if (ended == null) {
            client.send(namespace.parser().encodeControl(PacketType.DISCONNECT, namespace.name(), null));
            onDisconnected(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
        }
    }

    @Override
    public byte[] encodedData() {
        return namespace.parser().encodeValues(data);
    }

    @Override
    public Socket on(String event, BiConsumer<Arguments, Ack> handler) {
        inLoop(() -> listeners.computeIfAbsent(event, key -> new ArrayList<>(1)).add(handler));
        return this;
    }

    @Override
    public Socket onDisconnect(Consumer<DisconnectReason> handler) {
        inLoop(() -> {
            DisconnectReason reason = ended;
            if (reason == null) {
                disconnectListeners.add(handler);
            } else {
                guarded("disconnect", () -> handler.accept(reason));
            }
        });
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    @Override
    public boolean connected() {
        return namespace.adapter().contains(id);
    }

    @Override
    public Set<String> rooms() {
        return namespace.adapter().roomsOf(id);
    }

    @Override
    public Map<String, Object> data() {
        return data;
    }

    @Override
    public void join(String... rooms) {
        namespace.adapter().join(id, List.of(rooms));
    }

    @Override
    public void leave(String room) {
        namespace.adapter().leave(id, room);
    }

    @Override
    public void emit(String event, Object... args) {
        emit(false, event, args);
    }

    @Override
    public Uni<Arguments> emitWithAck(String event, Object... args) {
        return emitter.emitWithAck(event, args);
    }

    @Override
    public Emitter timeout(Duration timeout) {
        return emitter.timeout(timeout);
    }

    @Override
    public Emitter asVolatile() {
        return emitter.asVolatile();
    }

    @Override
    public BroadcastOperator broadcast() {
        return new BroadcastOperatorImpl(namespace, Selection.ALL).except(id);
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    @Override
    public BroadcastOperator in(String... rooms) {
        return broadcast().to(rooms);
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    @Override
    public BroadcastOperator local() {
        return broadcast().local();
    }

    @Override
    public String toString() {
        return "Socket[" + id + " in " + namespace.name() + "]";
    }
}
