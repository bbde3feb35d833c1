package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Connection;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Acks;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkiverse.socketio.runtime.socketio.dispatch.IncomingAck;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ListeningSocket;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Outbox;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketData;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketDebug;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketDispatcher;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketListeners;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.handshake.ProtocolRevision;
import io.quarkiverse.socketio.runtime.socketio.operators.BroadcastOperatorImpl;
import io.quarkiverse.socketio.runtime.socketio.operators.DelegatingEmitter;
import io.quarkiverse.socketio.runtime.socketio.operators.SocketEmitter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.SocketPacketType;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoverableSocket;
import io.quarkiverse.socketio.runtime.socketio.recovery.Recovery;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryState;
import io.quarkiverse.socketio.runtime.socketio.recovery.SentEvent;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.ClientAnswer;
import io.quarkiverse.socketio.runtime.socketio.rooms.Delivery;
import io.quarkiverse.socketio.runtime.socketio.rooms.EventSlot;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.smallrye.mutiny.Uni;

/**
 * A client in a namespace: connects it, passes its events to the dispatcher, and sends to it. Whether it is connected is only
 * recorded in the adapter's rooms.
 * <p>
 * Thread: any, as what touches the state is run on the session's event loop; {@code on…} methods only that loop.
 */
final class SocketImpl
        implements ListeningSocket, RecoverableSocket, SocketEmitter.Target, DelegatingEmitter, IncomingAck.Sender,
        Consumer<Delivery> {
    private final String id;
    private final ClientConnection client;
    private final EngineSession session;
    private final NamespaceImpl namespace;
    private final HandshakeImpl handshake;
    /** Made with the first acknowledgement that is asked for. */
    private @Nullable Acks acks;
    private final SocketListeners listeners = new SocketListeners();
    private final SocketDispatcher dispatcher;
    /** Made when the application asks for it. */
    private @Nullable SocketData data;
    /** {@code null} if the client cannot recover its session. */
    private final @Nullable RecoveryState recoveryState;
    /** {@code null} where events are not kept, and sockets may get them in different orders. */
    private final @Nullable Outbox outbox;
    private boolean accepted;
    private @Nullable DisconnectReason disconnectReason;
    /** The rooms as {@code disconnecting} handlers see them. */
    private @Nullable Set<String> lastRooms;

    SocketImpl(ClientConnection client, NamespaceImpl namespace, HandshakeImpl handshake, HandlerExecutor executor,
            Recovery.@Nullable Recovered recovered) {
        this.client = client;
        this.session = client.session();
        this.id = recovered == null ? client.revision().socketId(session, namespace.name()) : recovered.session().id();
        this.namespace = namespace;
        this.handshake = handshake;
        this.dispatcher = new SocketDispatcher(this, namespace.context(), session.loop(), executor);
        Recovery recovery = namespace.recovery();
        this.outbox = recovery == null ? null : new Outbox(session.loop(), session.account()::change);
        this.recoveryState = recovery == null || client.revision() == ProtocolRevision.V4 ? null
                : recovery.newState(handshake, recovered);
    }

    void connect(boolean skipMiddlewares) {
        List<Middleware> middlewares = namespace.handlers().middlewares(skipMiddlewares);
        if (recoveryState != null) {
            recoveryState.prepare(this);
        }
        if (!middlewares.isEmpty() && !recovered()) { // else it cannot join rooms before it is connected
            namespace.adapter().rooms().reserve(this);
        }
        dispatcher.callMiddlewares(middlewares.iterator(), this::onAccepted, this::refuse);
    }

    private void refuse(Throwable failure) {
        if (disconnectReason == null) {
            disconnectReason = DisconnectReason.SERVER_NAMESPACE_DISCONNECT;
            namespace.adapter().rooms().remove(this);
            if (recoveryState != null) {
                recoveryState.disconnect(this, disconnectReason, null, 0, false);
            }
            client.refuse(this, dispatcher.connectError(failure));
        }
    }

    @Override
    public SocketListeners listeners() {
        return listeners;
    }

    @Override
    public long nanoTime() {
        return session.loop().nanoTime();
    }

    @Override
    public void closeConnection() {
        client.close(DisconnectReason.FORCED_SERVER_CLOSE);
    }

    /** Whether the socket is not connected yet: not all middlewares have admitted it. */
    boolean isConnecting() {
        return !accepted;
    }

    private void onAccepted() {
        if (disconnectReason != null) {
            return;
        }
        if (outbox == null) {
            completeConnect();
        } else {
            outbox.runFirst(this::completeConnect);
        }
    }

    /** Connects, with the rooms and missed events of a recovered session. */
    private void completeConnect() {
        List<SentEvent> missed = List.of();
        if (recoveryState == null) {
            namespace.adapter().rooms().add(this);
        } else {
            missed = recoveryState.connect(this);
        }
        if (missed == null) { // dropped while the middlewares were called: the client reconnects, with a new session
            client.close(DisconnectReason.FORCED_SERVER_CLOSE);
            return;
        }
        accepted = true;
        missed.forEach(this::sendMissed); // as Node does, before CONNECT: clients handle them before they report the connection
        client.onConnected(this, recoveryState == null ? null : recoveryState.pid());
        onStateChanged();
        dispatcher.onConnected();
    }

    private void sendMissed(SentEvent event) {
        if (recoveryState != null) {
            sendNow(PacketFrames.of(recoveryState.resend(event), event.compress()), false);
        }
    }

    void onEvent(IncomingPacket packet) {
        Ack ack = packet.ackId() == IncomingPacket.NO_ACK ? IncomingAck.NONE : new IncomingAck(this, packet.ackId());
        Invocation call = new Invocation(this, packet.event(), packet.arguments(), ack, null);
        dispatcher.onEvent(client.backlog().add(call, packet.weight()));
    }

    void onAck(IncomingPacket packet) {
        acks().onAck(packet.ackId(), packet.arguments());
    }

    /** Disconnects the socket, once. */
    void onDisconnected(DisconnectReason reason) {
        if (disconnectReason != null) {
            return;
        }
        disconnectReason = reason;
        SocketDebug.disconnected(this, reason);
        if (accepted && (recoveryState != null || dispatcher.watchDisconnecting())) {
            lastRooms = namespace.adapter().rooms().roomsOf(this);
        }
        long position = namespace.adapter().rooms().remove(this);
        if (recoveryState != null && outbox != null) {
            recoveryState.disconnect(this, reason, lastRooms, position, outbox.isIdle());
        }
        client.remove(this);
        if (accepted) { // else the application does not know the socket
            acks().failAll("The socket was disconnected: " + reason);
            dispatcher.onDisconnected(reason, () -> lastRooms = null);
        }
    }

    @Override
    public void inLoop(Runnable action) {
        inLoop(action, 0);
    }

    private void inLoop(Runnable action, int bytes) {
        if (outbox == null) {
            session.loop().run(action);
        } else {
            outbox.add(action, bytes);
            outbox.flush();
        }
    }

    /** As {@link #inLoop}, for what the client receives: if the session has changed, waits until it is saved. */
    private void runAfterSave(Runnable action, int bytes) {
        saveChanges();
        inLoop(action, bytes);
    }

    @Override
    public void emit(BroadcastFlags flags, String event, Object... args) {
        EncodedPacket packet = encode(IncomingPacket.NO_ACK, event, args);
        if (recoveryState == null || flags.mayDrop()) {
            deliver(PacketFrames.of(packet, flags.compress()), flags.mayDrop());
        } else {
            emitKept(packet, flags);
        }
    }

    @Override
    public void emitKept(EncodedPacket event, BroadcastFlags flags) {
        if (recoveryState != null && recoveryState.broadcastsDirect()) {
            saveChanges();
            namespace.adapter().broadcast(event, BroadcastOptions.ofSocket(id, flags.onAllServers()));
            return;
        }
        inLoop(() -> {
            if (recoveryState == null || disconnectReason != null) { // the client may be connected to another server
                namespace.adapter().broadcast(event, BroadcastOptions.ofSocket(id, flags));
            } else if (accepted || recoveryState.isRecovered()) {
                sendNow(PacketFrames.of(recoveryState.keepDirect(id, event, flags, accepted), flags.compress()), false);
            }
        }, event.size());
    }

    private EncodedPacket encode(long ackId, String event, Object... args) {
        return namespace.parser().encodeEvent(namespace.name(), ackId, event, args);
    }

    @Override
    public Uni<Arguments> emitWithAck(BroadcastFlags flags, @Nullable Duration timeout, String event, Object... args) {
        return Uni.createFrom().deferred(() -> {
            long ackId = namespace.nextAckId();
            return sendWithAck(PacketFrames.of(encode(ackId, event, args), flags.compress()), ackId, timeout);
        });
    }

    private Acks acks() {
        if (acks == null) {
            acks = new Acks(this, session.loop(), namespace.options().limits().pendingAcks(), client.stats(),
                    session.account()::change);
        }
        return acks;
    }

    private Uni<Arguments> sendWithAck(PacketFrames frames, long ackId, @Nullable Duration timeout) {
        return Uni.createFrom().emitter(answer -> {
            runAfterSave(() -> {
                if (disconnectReason == null && accepted) {
                    acks().await(ackId, answer, timeout);
                } else {
                    answer.fail(new SocketIOException(
                            accepted ? "The socket was disconnected: " + disconnectReason : "The socket is not connected yet"));
                }
                sendNow(frames, false);
            }, frames.packet().size());
        });
    }

    @Override
    public Uni<ClientAnswer> deliverWithAck(PacketFrames packet, long ackId) {
        return sendWithAck(packet, ackId, null).map(answer -> client.answer(namespace.name(), answer));
    }

    @Override
    public void sendAck(long ackId, Object... args) {
        deliver(PacketFrames.of(namespace.parser().encodeAck(namespace.name(), ackId, args)), false);
    }

    @Override
    public void deliver(PacketFrames packet, boolean mayDrop) {
        runAfterSave(() -> sendNow(packet, mayDrop), packet.packet().size());
    }

    @Override
    public void deliver(TaskGroup<Delivery> group) {
        Delivery delivery = group.argument();
        delivery.frames().retain();
        if (outbox == null) {
            group.add(session.loop(), this);
        } else {
            deliver(delivery.frames(), delivery.mayDrop());
        }
    }

    /** Sends the packet of a group. Thread: the session's event loop. */
    @Override
    public void accept(Delivery delivery) {
        sendNow(delivery.frames(), delivery.mayDrop());
    }

    @Override
    public Runnable enqueue(PacketFrames packet, long place, boolean mayDrop) {
        if (outbox == null) {
            return () -> deliver(packet, mayDrop);
        }
        outbox.addPlaced(() -> sendPlaced(packet, place, mayDrop));
        return outbox::flush;
    }

    @Override
    public EventSlot reserve() {
        Outbox present = outbox();
        Outbox.Slot slot = present.reserve();
        return (packet, place) -> {
            slot.fill(() -> sendPlaced(packet, place, false));
            return present::flush;
        };
    }

    private Outbox outbox() {
        if (outbox == null) {
            throw new IllegalStateException("[BUG] events have no place here");
        }
        return outbox;
    }

    private void sendPlaced(PacketFrames packet, long place, boolean mayDrop) {
        if (recoveryState != null && disconnectReason == null) {
            recoveryState.onSent(place);
        }
        sendNow(packet, mayDrop);
    }

    private void sendNow(PacketFrames packet, boolean mayDrop) {
        if (disconnectReason != null || !accepted || mayDrop && !session.isWritable()) {
            packet.release();
        } else {
            dispatcher.callOutgoingListeners(packet);
            client.stats().countSent();
            packet.sendTo(session);
        }
    }

    @Override
    public void disconnect(boolean close) {
        inLoop(close ? () -> client.disconnectAll(this) : this::disconnectFromNamespace);
    }

    void disconnectFromNamespace() {
        if (disconnectReason == null && accepted) {
            client.send(namespace.parser().encodeControl(SocketPacketType.DISCONNECT, namespace.name(), null));
            onDisconnected(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
        }
    }

    @Override
    public byte[] encodedData() {
        return namespace.parser().encodeValues(dispatcher.dataForServers());
    }

    @Override
    public byte[] encodedHandshake() {
        return handshake.encode(namespace.parser());
    }

    @Override
    public Socket onDisconnect(Consumer<DisconnectReason> handler) {
        inLoop(() -> dispatcher.addDisconnect(handler, disconnectReason));
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        return session.id() + " " + DebugLog.name(namespace.name());
    }

    @Override
    public NamespaceImpl namespace() {
        return namespace;
    }

    @Override
    public HandshakeImpl handshake() {
        return handshake;
    }

    @Override
    public Connection conn() {
        return client.connection();
    }

    @Override
    public boolean connected() {
        return namespace.adapter().rooms().contains(this);
    }

    @Override
    public boolean recovered() {
        return recoveryState != null && recoveryState.isRecovered();
    }

    @Override
    public Set<String> rooms() {
        Set<String> last = lastRooms;
        return last != null ? last : namespace.adapter().rooms().roomsOf(this);
    }

    @Override
    public synchronized SocketData data() {
        if (data == null) {
            data = new SocketData(recoveryState == null ? null : recoveryState.recoveredData(), this::onDataChanged);
        }
        return data;
    }

    @Override
    public void join(String... rooms) {
        if (!namespace.adapter().rooms().join(this, UserRooms.checked(rooms))) {
            throw new SocketIOException(namespace.tooManyRooms(id));
        }
        onRoomsChanged();
    }

    @Override
    public void onRoomsChanged() {
        onStateChanged();
    }

    /** Where sessions survive crashes, saves the session soon, and before the client receives anything. */
    private void onStateChanged() {
        if (recoveryState != null && recoveryState.markChanged()) {
            session.loop().execute(this::saveChanges);
        }
    }

    private void onDataChanged() {
        onStateChanged();
        dispatcher.onDataChanged();
    }

    private void saveChanges() {
        if (recoveryState != null && outbox != null) {
            recoveryState.saveChanges(this, outbox::hold);
        }
    }

    @Override
    public void onRoomBytes(long change) {
        session.account().change(change);
    }

    @Override
    public void onTooManyRooms() {
        namespace.warnOfRoomLimit(id, nanoTime());
    }

    @Override
    public void leave(String... rooms) {
        namespace.adapter().rooms().leave(this, UserRooms.checked(rooms));
        onRoomsChanged();
    }

    @Override
    public SocketEmitter emitter() {
        return new SocketEmitter(this, null, BroadcastFlags.DEFAULT);
    }

    @Override
    public BroadcastOperator broadcast() {
        return new BroadcastOperatorImpl(namespace.target(), BroadcastOptions.ALL).except(id);
    }

    @Override
    public String toString() {
        return "Socket[" + id + " in " + namespace.name() + "]";
    }
}
