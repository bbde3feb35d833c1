package io.quarkiverse.socketio.runtime.socketio;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.smallrye.mutiny.Uni;

/**
 * A namespace and the handlers that the application gave it.
 * <p>
 * Thread: any.
 */
public class NamespaceImpl implements Namespace {
    private static final Logger LOG = Logger.getLogger(NamespaceImpl.class);

    private final String name;
    private final PacketParser parser;
    private final Adapter adapter;
    private final BroadcastOperator all = new BroadcastOperatorImpl(this, Selection.ALL);
    private final List<EventHandler> connectHandlers = new CopyOnWriteArrayList<>();
    private final List<EventHandler> disconnectHandlers = new CopyOnWriteArrayList<>();
    private final Map<String, List<EventHandler>> eventHandlers = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<Arguments>>> serverSideHandlers = new ConcurrentHashMap<>();

    NamespaceImpl(String name, PacketParser parser, AdapterFactory adapters) {
        this.name = name;
        this.parser = parser;
        this.adapter = adapters.create(name, this::onServerSideEmit);
    }

    @Override
    public String name() {
        return name;
    }

    PacketParser parser() {
        return parser;
    }

    Adapter adapter() {
        return adapter;
    }

    /** Called with each socket after its CONNECT was answered. */
    public void addConnectHandler(EventHandler handler) {
        connectHandlers.add(handler);
    }

    public void addDisconnectHandler(EventHandler handler) {
        disconnectHandlers.add(handler);
    }

    public void addEventHandler(String event, EventHandler handler) {
        eventHandlers.computeIfAbsent(event, key -> new CopyOnWriteArrayList<>()).add(handler);
    }

    List<EventHandler> connectHandlers() {
        return connectHandlers;
    }

    List<EventHandler> disconnectHandlers() {
        return disconnectHandlers;
    }

    List<EventHandler> eventHandlers(String event) {
        return eventHandlers.getOrDefault(event, List.of());
    }

    @Override
    public Namespace onConnection(Consumer<Socket> handler) {
        addConnectHandler(new EventHandler() {
            @Override
            public ExecutionMode mode() {
                return ExecutionMode.EVENT_LOOP;
            }

            @Override
            public void handle(Invocation call) {
                handler.accept(call.socket());
            }
        });
        return this;
    }

    @Override
    public Collection<Socket> sockets() {
        return adapter.local(Selection.ALL).stream().map(Socket.class::cast).toList();
    }

    @Override
    public void serverSideEmit(String event, Object... args) {
        adapter.serverSideEmit(parser.encodeEvent(name, IncomingPacket.NO_ACK, event, args));
    }

    @Override
    public Namespace onServerSide(String event, Consumer<Arguments> handler) {
        serverSideHandlers.computeIfAbsent(event, key -> new CopyOnWriteArrayList<>()).add(handler);
        return this;
    }

    private void onServerSideEmit(EncodedPacket encoded) {
        try {
            IncomingPacket packet = parser.decode(encoded);
            for (Consumer<Arguments> handler : serverSideHandlers.getOrDefault(packet.event(), List.of())) {
                callServerSide(packet.event(), handler, packet.arguments());
            }
        } catch (InvalidPacketException e) {
            LOG.errorf("A server-side event of another server for namespace %s cannot be read: %s", name, e.getMessage());
        }
    }

    private void callServerSide(String event, Consumer<Arguments> handler, Arguments arguments) {
        try {
            handler.accept(arguments);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A handler of the server-side event \"%s\" of namespace %s failed", event, name);
        }
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return all.to(rooms);
    }

    @Override
    public BroadcastOperator in(String... rooms) {
        return all.in(rooms);
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return all.except(rooms);
    }

    @Override
    public BroadcastOperator local() {
        return all.local();
    }

    @Override
    public BroadcastOperator asVolatile() {
        return all.asVolatile();
    }

    @Override
    public void emit(String event, Object... args) {
        all.emit(event, args);
    }

    @Override
    public Uni<List<RemoteSocket>> fetchSockets() {
        return all.fetchSockets();
    }

    @Override
    public void socketsJoin(String... rooms) {
        all.socketsJoin(rooms);
    }

    @Override
    public void socketsLeave(String... rooms) {
        all.socketsLeave(rooms);
    }

    @Override
    public void disconnectSockets(boolean close) {
        all.disconnectSockets(close);
    }
}
