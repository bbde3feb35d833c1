package io.quarkiverse.socketio.runtime.socketio;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.NamespaceMatcher;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.dispatch.FailureLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;
import io.quarkiverse.socketio.runtime.socketio.handshake.Authenticator;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.recovery.Recovery;
import io.smallrye.mutiny.Uni;

/**
 * The Socket.IO server: has the namespaces, and creates a {@link ClientConnection} for each Engine.IO session. As a
 * {@link Namespace} it is the main namespace.
 * <p>
 * Thread: any.
 */
public final class ServerImpl implements SocketIOServer, DelegatingNamespace {
    private static final String MAIN = "/";

    private final ServerOptions options;
    private final PacketParser parser;
    private final HandlerExecutor executor;
    private final Namespaces namespaces;
    private final NamespaceImpl main;
    private final LogLimiter unsendable = new LogLimiter();
    private final ServerStats stats = new ServerStats();
    private final List<Consumer<String>> ownNamespaceListeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<String, NamespaceHandlers>> setUpSteps = new CopyOnWriteArrayList<>();
    private final List<Function<String, RoomListener>> roomListeners = new CopyOnWriteArrayList<>();
    /** Set before the server is published. */
    private @Nullable Supplier<Engine> engine;
    /** Set before the server is published; {@code null} if all clients are anonymous. */
    private @Nullable Authenticator authenticator;

    public ServerImpl(ServerOptions options, PacketParser parser, AdapterFactory adapters, HandlerExecutor executor) {
        this.options = options;
        this.parser = parser;
        this.executor = executor;
        this.namespaces = new Namespaces(options,
                (name, parent) -> setUp(new NamespaceImpl(name, options, parser, adapters, parent), parent));
        this.main = namespaces.own(MAIN);
    }

    private NamespaceImpl setUp(NamespaceImpl namespace, @Nullable ParentNamespace parent) {
        namespace.onNothingKept(() -> namespaces.removeUnused(namespace));
        setUpSteps.forEach(step -> step.accept(namespace.name(), namespace.handlers()));
        roomListeners.forEach(listener -> namespace.onRooms(listener.apply(namespace.name())));
        if (parent != null) {
            parent.setUp(namespace);
        } else {
            ownNamespaceListeners.forEach(listener -> listener.accept(namespace.name()));
        }
        return namespace;
    }

    @Override
    public String name() {
        return main.name();
    }

    @Override
    public BroadcastOperator all() {
        return main.all();
    }

    @Override
    public NamespaceHandlers handlers() {
        return main.handlers();
    }

    @Override
    public Collection<Socket> sockets() {
        return main.sockets();
    }

    @Override
    public Collection<Socket> sockets(String room) {
        return main.sockets(room);
    }

    @Override
    public Set<String> rooms() {
        return main.rooms();
    }

    @Override
    public Namespace onRooms(RoomListener listener) {
        main.onRooms(listener);
        return this;
    }

    @Override
    public Namespace offRooms(RoomListener listener) {
        main.offRooms(listener);
        return this;
    }

    @Override
    public void serverSideEmit(String event, Object... args) {
        main.serverSideEmit(event, args);
    }

    @Override
    public Uni<List<Arguments>> serverSideEmitWithAck(String event, Object... args) {
        return main.serverSideEmitWithAck(event, args);
    }

    @Override
    public Uni<List<Arguments>> serverSideEmitWithAck(Duration timeout, String event, Object... args) {
        return main.serverSideEmitWithAck(timeout, event, args);
    }

    @Override
    public Namespace onServerSide(String event, Consumer<Arguments> handler) {
        main.onServerSide(event, handler);
        return this;
    }

    @Override
    public Namespace onServerSide(String event, BiConsumer<Arguments, Ack> handler) {
        main.onServerSide(event, handler);
        return this;
    }

    @Override
    public Namespace offServerSide(String event, Consumer<Arguments> handler) {
        main.offServerSide(event, handler);
        return this;
    }

    @Override
    public Namespace offServerSide(String event, BiConsumer<Arguments, Ack> handler) {
        main.offServerSide(event, handler);
        return this;
    }

    @Override
    public Uni<Integer> serverCount() {
        return main.serverCount();
    }

    /** Creates the connection of a new session; on its event loop. */
    public EngineListener accept(EngineSession session) {
        return new ClientConnection(session, this);
    }

    /** @param engine returns the engine of this server when the application asks for it */
    public void bind(Supplier<Engine> engine) {
        this.engine = engine;
    }

    /** @param authenticator finds out who the clients are */
    public void bind(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Nullable
    Authenticator authenticator() {
        return authenticator;
    }

    @Override
    public Engine engine() {
        if (engine == null) {
            throw new IllegalStateException("[BUG] the server was bound to no engine");
        }
        return engine.get();
    }

    @Override
    public Uni<Void> close() {
        Uni<Void> closed = engine().close();
        endRecovery();
        return closed;
    }

    @Override
    public Namespace of(String name) {
        return namespaces.of(name);
    }

    /** Returns a namespace of the application, whatever patterns match its name. */
    public NamespaceImpl namespace(String name) {
        return namespaces.own(name);
    }

    @Override
    public Namespace of(Pattern names) {
        return parent(names);
    }

    /** As {@link #of(Pattern)}. */
    public ParentNamespace parent(Pattern names) {
        Predicate<String> matches = Objects.requireNonNull(names, "The pattern must not be null").asMatchPredicate();
        return add((name, handshake) -> Uni.createFrom().item(matches.test(name)), matches);
    }

    @Override
    public Namespace of(NamespaceMatcher names) {
        return add(names, name -> false);
    }

    private ParentNamespace add(NamespaceMatcher matcher, Predicate<String> alwaysMatches) {
        ParentNamespace parent = new ParentNamespace("/_" + namespaces.parents(), matcher, alwaysMatches, namespaces);
        namespaces.add(parent);
        return parent;
    }

    /** Adds handlers to all namespaces, present and future, before those that are added to one of them. */
    public void inEachNamespace(BiConsumer<String, NamespaceHandlers> step) {
        setUpSteps.add(step);
        namespaces.all().forEach(namespace -> step.accept(namespace.name(), namespace.handlers()));
    }

    /**
     * Adds a listener for the rooms of each namespace, present and future; to be called before clients connect.
     *
     * @param listener returns the listener for the namespace of that name
     */
    public void onRoomsOfEach(Function<String, RoomListener> listener) {
        roomListeners.add(listener);
        namespaces.all().forEach(namespace -> namespace.onRooms(listener.apply(namespace.name())));
    }

    /** Returns a namespace that this server has; {@code null} if there is none of that name. */
    public @Nullable NamespaceImpl find(String name) {
        return namespaces.find(name);
    }

    /** Passes the names of the namespaces of the application, present and future; not of those that clients ask for. */
    public void onOwnNamespace(Consumer<String> listener) {
        ownNamespaceListeners.add(listener);
        namespaces.all().stream().filter(namespace -> !namespace.isChild()).forEach(own -> listener.accept(own.name()));
    }

    /**
     * Returns the number of sockets of this process that use a transport.
     *
     * @param name of a namespace; {@code null} for all children of parent namespaces together
     */
    public int sockets(@Nullable String name, String transport) {
        return (int) namespaces.all().stream()
                .filter(namespace -> name == null ? namespace.isChild() : namespace.name().equals(name))
                .flatMap(namespace -> namespace.sockets().stream())
                .filter(socket -> socket.conn().transport().equals(transport)).count();
    }

    public ServerStats stats() {
        return stats;
    }

    @Override
    public SocketIOServer onNewNamespace(Consumer<Namespace> handler) {
        namespaces.onNew(handler);
        return this;
    }

    @Override
    public SocketIOServer offNewNamespace(Consumer<Namespace> handler) {
        namespaces.offNew(handler);
        return this;
    }

    @Override
    public List<Namespace> namespaces() {
        return namespaces.all().stream().sorted(comparing(NamespaceImpl::name)).map(Namespace.class::cast).toList();
    }

    /** Drops all sessions and events: no client can recover its session from now on. */
    public void endRecovery() {
        for (NamespaceImpl namespace : namespaces.all()) {
            Recovery recovery = namespace.recovery();
            if (recovery != null) {
                recovery.close();
            }
        }
    }

    /** Returns the namespaces that this server has now. */
    public Collection<NamespaceImpl> present() {
        return Collections.unmodifiableCollection(namespaces.all());
    }

    /** Returns the namespaces of clients that connect. */
    Namespaces namespacesOfClients() {
        return namespaces;
    }

    PacketParser parser() {
        return parser;
    }

    FailureLog failures() {
        return main.context().failures();
    }

    ServerOptions options() {
        return options;
    }

    public HandlerExecutor executor() {
        return executor;
    }

    /** Limits the lines about CONNECT_ERROR data that cannot be serialised. */
    LogLimiter unsendable() {
        return unsendable;
    }

    /** Encodes an event for a namespace, which this server need not have; fails as {@link PacketParser#encodeEvent}. */
    public EncodedPacket encodeEvent(String namespace, String event, Object... args) {
        return parser.encodeEvent(namespace, IncomingPacket.NO_ACK, event, args);
    }

    /** Returns values as a receiver would see them. */
    public Arguments toArguments(Object... values) {
        try {
            return parser.decode(parser.encodeEvent(MAIN, IncomingPacket.NO_ACK, "arguments", values)).arguments();
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] what was encoded cannot be decoded", e);
        }
    }
}
