package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterCallbacks;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.dispatch.DispatchContext;
import io.quarkiverse.socketio.runtime.socketio.dispatch.FailureLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerSideEvents;
import io.quarkiverse.socketio.runtime.socketio.operators.AckResults;
import io.quarkiverse.socketio.runtime.socketio.operators.BroadcastOperatorImpl;
import io.quarkiverse.socketio.runtime.socketio.operators.BroadcastTarget;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.Recovery;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.smallrye.mutiny.Uni;

/**
 * A namespace of this server: has its handlers and its adapter, and recovers the sessions of its clients if that is configured.
 * <p>
 * Thread: any.
 */
public final class NamespaceImpl implements DelegatingNamespace {
    private static final Logger LOG = Logger.getLogger(NamespaceImpl.class);

    private final String name;
    private final ServerOptions options;
    private final PacketParser parser;
    private final @Nullable ParentNamespace parent;
    private final NamespaceHandlers handlers = new NamespaceHandlers();
    private final ServerSideEvents serverSide;
    private final Adapter adapter;
    private final BroadcastTarget target;
    private final DispatchContext context;
    private final @Nullable Recovery recovery;
    private final LogLimiter roomLimitWarnings = new LogLimiter();
    private final AtomicLong ackIds = new AtomicLong();
    /** Clients that are connected or connecting; guarded by the map of {@link Namespaces}, as is {@link #createdForClient}. */
    private int clients;
    private boolean createdForClient;
    /** Set before the namespace is published. */
    private Runnable onNothingKept = () -> {
    };

    NamespaceImpl(String name, ServerOptions options, PacketParser parser, AdapterFactory adapters,
            @Nullable ParentNamespace parent) {
        this.name = name;
        this.options = options;
        this.parser = parser;
        this.serverSide = new ServerSideEvents(name, parser);
        this.parent = parent;
        AdapterCallbacks callbacks = new Callbacks();
        this.adapter = adapters.create(name, callbacks);
        this.target = new BroadcastTarget(name, parser, adapter);
        this.context = new DispatchContext(name, handlers, parser, new FailureLog(), options.reports());
        EventLog log = adapter.log();
        SessionStore sessions = adapter.sessions();
        this.recovery = log == null || sessions == null ? null : new Recovery(adapter.rooms(), log, sessions, callbacks);
        if (options.reports().warns()) {
            adapter.rooms().listen(new JoinedIdWarning(name, adapter.rooms(), options.reports()));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NamespaceHandlers handlers() {
        return handlers;
    }

    PacketParser parser() {
        return parser;
    }

    Adapter adapter() {
        return adapter;
    }

    /** Returns {@code null} if clients cannot recover their sessions. */
    @Nullable
    Recovery recovery() {
        return recovery;
    }

    BroadcastTarget target() {
        return target;
    }

    DispatchContext context() {
        return context;
    }

    ServerOptions options() {
        return options;
    }

    /** Returns the message that a socket joins no room. */
    String tooManyRooms(String socket) {
        return "Socket " + socket + " in namespace " + name + " joins no room, as it would be in more than "
                + options.limits().rooms() + " (quarkus.socketio.limits.rooms-per-socket)";
    }

    /** Logs that a socket joined no room, now and then. */
    void warnOfRoomLimit(String socket, long nanoTime) {
        String text = roomLimitWarnings.next(nanoTime, tooManyRooms(socket));
        if (text != null) {
            LOG.warn(text);
        }
    }

    /** Returns an id that is unique in this namespace on this server: a broadcast has one id for all sockets. */
    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    /** @param action run, on any thread, when no client can recover its session any more */
    void onNothingKept(Runnable action) {
        onNothingKept = action;
    }

    /** Marks this as created for a client, not for the application. */
    void markCreatedForClient() {
        createdForClient = true;
    }

    void addClient() {
        clients++;
    }

    void removeClient() {
        clients--;
    }

    /** Whether it was created for a client, and no client is here or can recover a session. */
    boolean isUnused() {
        return createdForClient && clients == 0 && (recovery == null || !recovery.holdsSessions());
    }

    boolean isChild() {
        return parent != null;
    }

    boolean isChildOf(ParentNamespace other) {
        return parent == other;
    }

    void close() {
        adapter.close();
    }

    @Override
    public BroadcastOperator all() {
        return new BroadcastOperatorImpl(target, BroadcastOptions.ALL);
    }

    @Override
    public Collection<Socket> sockets() {
        return local(BroadcastOptions.ALL);
    }

    @Override
    public Collection<Socket> sockets(String room) {
        return local(new BroadcastOptions(Set.of(UserRooms.selected(room)), Set.of(), BroadcastFlags.DEFAULT));
    }

    private List<Socket> local(BroadcastOptions selection) {
        return adapter.rooms().select(selection).stream().map(Socket.class::cast).toList();
    }

    /** Returns whether a socket of this worker has that id. */
    public boolean has(String socketId) {
        return !adapter.rooms().select(BroadcastOptions.ofSocket(socketId, BroadcastFlags.DEFAULT)).isEmpty();
    }

    @Override
    public Set<String> rooms() {
        return adapter.rooms().names();
    }

    @Override
    public NamespaceImpl onRooms(RoomListener listener) {
        adapter.rooms().listen(listener);
        return this;
    }

    @Override
    public NamespaceImpl offRooms(RoomListener listener) {
        adapter.rooms().unlisten(listener);
        return this;
    }

    /**
     * Makes a socket join the room of its user, and leave those of other users, in which the session that it recovered was. A
     * socket that is disconnected joins nothing.
     *
     * @param socket one of this namespace
     * @param user {@code null} if it has none
     * @return false if it joins no room, as it would be in too many
     */
    public boolean joinUserRoom(Socket socket, @Nullable String user) {
        LocalSocket member = (LocalSocket) socket;
        String room = user == null ? "" : UserRooms.name(user);
        List<String> former = adapter.rooms().roomsOf(member).stream()
                .filter(name -> UserRooms.userOf(name) != null && !name.equals(room)).toList();
        adapter.rooms().leave(member, former);
        boolean joined = user == null || adapter.rooms().join(member, List.of(room));
        member.onRoomsChanged();
        return joined;
    }

    /** Sends an event, encoded by {@link ServerImpl#encodeEvent}, to the sockets of a user on all servers. */
    public void emitToUser(String user, EncodedPacket event) {
        adapter.broadcast(event, new BroadcastOptions(Set.of(UserRooms.name(user)), Set.of(), BroadcastFlags.DEFAULT));
    }

    @Override
    public void serverSideEmit(String event, Object... args) {
        adapter.serverSideEmit(encodeServerSide(event, args));
    }

    @Override
    public Uni<List<Arguments>> serverSideEmitWithAck(String event, Object... args) {
        return serverSideEmitWithAck(adapter.requestTimeout(), event, args);
    }

    @Override
    public Uni<List<Arguments>> serverSideEmitWithAck(Duration timeout, String event, Object... args) {
        Duration limit = AckResults.checked(timeout);
        return AckResults.ofServers(parser, limit,
                () -> adapter.serverSideEmitWithAck(encodeServerSide(event, args), limit));
    }

    private EncodedPacket encodeServerSide(String event, Object... args) {
        ReservedEvents.checkServerSideEmitted(event);
        return target.encodeEvent(event, args);
    }

    @Override
    public NamespaceImpl onServerSide(String event, Consumer<Arguments> handler) {
        serverSide.on(event, handler);
        return this;
    }

    @Override
    public NamespaceImpl onServerSide(String event, BiConsumer<Arguments, Ack> handler) {
        serverSide.on(event, handler);
        return this;
    }

    @Override
    public NamespaceImpl offServerSide(String event, Consumer<Arguments> handler) {
        serverSide.off(event, handler);
        return this;
    }

    @Override
    public NamespaceImpl offServerSide(String event, BiConsumer<Arguments, Ack> handler) {
        serverSide.off(event, handler);
        return this;
    }

    @Override
    public Uni<Integer> serverCount() {
        return adapter.serverCount();
    }

    private final class Callbacks implements AdapterCallbacks {
        @Override
        public String namespace() {
            return name;
        }

        @Override
        public void onServerSideEmit(EncodedPacket event, @Nullable Consumer<@Nullable EncodedPacket> answer) {
            serverSide.receive(event, answer);
        }

        @Override
        public long nextAckId() {
            return NamespaceImpl.this.nextAckId();
        }

        @Override
        public int roomsPerSocket() {
            return options.limits().rooms();
        }

        @Override
        public PacketParser parser() {
            return parser;
        }

        @Override
        public boolean release(String pid, Predicate<String> owner, Runnable next) {
            Recovery present = recovery();
            return present != null && present.release(pid, owner, next);
        }

        @Override
        public void onNothingKept() {
            onNothingKept.run();
        }
    }
}
