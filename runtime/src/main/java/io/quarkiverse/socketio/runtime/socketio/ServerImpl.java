package io.quarkiverse.socketio.runtime.socketio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * The server: the namespaces there are, and the layer above each Engine.IO session. It is itself the main namespace.
 * <p>
 * Thread: any.
 */
public final class ServerImpl extends NamespaceImpl implements SocketIOServer {
    private static final String MAIN = "/";

    private final ServerOptions options;
    private final PacketParser parser;
    private final AdapterFactory adapters;
    private final HandlerExecutor executor;
    private final Map<String, NamespaceImpl> namespaces = new ConcurrentHashMap<>();

    public ServerImpl(ServerOptions options, PacketParser parser, AdapterFactory adapters, HandlerExecutor executor) {
        super(MAIN, parser, adapters);
        this.options = options;
        this.parser = parser;
        this.adapters = adapters;
        this.executor = executor;
        namespaces.put(MAIN, this);
    }

    /** The layer above a new session; on its event loop. */
    public EngineListener accept(EngineSession session) {
        return new ClientConnection(session, this);
    }

    @Override
    public Namespace of(String name) {
        return namespace(name);
    }

    /** As {@link #of}. */
    public NamespaceImpl namespace(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        return namespaces.computeIfAbsent(full, key -> new NamespaceImpl(key, parser, adapters));
    }

    @Nullable
    NamespaceImpl find(String name) {
        return namespaces.get(name);
    }

    ServerOptions options() {
        return options;
    }

    HandlerExecutor executor() {
        return executor;
    }

    /** These values as a receiver would see them. */
    public Arguments toArguments(Object... values) {
        try {
            return parser.decode(parser.encodeEvent(MAIN, IncomingPacket.NO_ACK, "arguments", values)).arguments();
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] what was encoded cannot be decoded", e);
        }
    }
}
