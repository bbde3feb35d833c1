package io.quarkiverse.socketio.runtime.engineio;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.PollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.PollingTransport;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;

/**
 * The sessions of this process, and the only door to them.
 * <p>
 * Thread: any, except where said.
 */
public final class EngineServer {
    private static final Logger LOG = Logger.getLogger(EngineServer.class);

    private final EngineOptions options;
    private final Supplier<String> ids;
    private final Function<EngineSession, EngineListener> listeners;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param ids gives the id of a new session
     * @param listeners gives the layer above for a new session; called on the session's event loop
     */
    public EngineServer(EngineOptions options, Supplier<String> ids, Function<EngineSession, EngineListener> listeners) {
        this.options = options;
        this.ids = ids;
        this.listeners = listeners;
    }

    public EngineOptions options() {
        return options;
    }

    /** Why a request cannot be served, or {@code null}; the checks and their order are those of the reference server. */
    public @Nullable EngineError refusal(EngineRequest request) {
        if (!options.transports().contains(request.transport())) {
            return EngineError.TRANSPORT_UNKNOWN;
        }
        String sid = request.sid();
        boolean asksWebSocket = request.transport().equals(WebSocketTransport.NAME);
        if (sid != null) {
            if (find(sid) == null) {
                return EngineError.SESSION_ID_UNKNOWN;
            }
            boolean fits = asksWebSocket ? request.webSocket() && options.upgrades().allowed() : !request.webSocket();
            return fits ? null : EngineError.BAD_REQUEST;
        }
        if (!request.method().equals("GET")) {
            return EngineError.BAD_HANDSHAKE_METHOD;
        }
        if (asksWebSocket != request.webSocket()) {
            return EngineError.BAD_REQUEST;
        }
        return "4".equals(request.query().get("EIO")) ? null : EngineError.UNSUPPORTED_PROTOCOL_VERSION;
    }

    /** The session of that id, or {@code null}. */
    public @Nullable EngineSession find(String sid) {
        return sessions.get(sid);
    }

    /** How many sessions there are. */
    public int size() {
        return sessions.size();
    }

    /** A handshake by long-polling; on the loop that is to be the session's. */
    public void open(EngineRequest request, EventLoop loop, PollExchange exchange) {
        if (closed.get()) {
            exchange.refuse(EngineError.FORBIDDEN);
            return;
        }
        EngineSession session = add(request, loop, null);
        session.onHttp(exchange, false);
    }

    /** A handshake by WebSocket; on the loop that is to be the session's. */
    public void open(EngineRequest request, EventLoop loop, WebSocketLink link) {
        if (closed.get()) {
            link.close(1001);
            return;
        }
        add(request, loop, link);
    }

    private EngineSession add(EngineRequest request, EventLoop loop, @Nullable WebSocketLink link) {
        EngineSession session = new EngineSession(ids.get(), request, loop, this, link);
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IllegalStateException("[BUG] session id given twice");
        }
        session.send(Frame.open(openPacket(session)));
        try {
            session.start(listeners.apply(session), link);
        } catch (RuntimeException e) {
            LOG.error("[BUG] a session without a listener is closed", e);
            session.close(CloseReason.TRANSPORT_ERROR);
        }
        if (closed.get()) { // since the session was asked for; the close may not have seen it
            session.close(CloseReason.SERVER_SHUTTING_DOWN);
        }
        return session;
    }

    private String openPacket(EngineSession session) {
        boolean upgrade = options.upgrades().allowed() && options.transports().contains(WebSocketTransport.NAME)
                && session.transportName().equals(PollingTransport.NAME);
        return "{\"sid\":\"" + session.id() + "\",\"upgrades\":[" + (upgrade ? "\"websocket\"" : "") + "],\"pingInterval\":"
                + options.heartbeat().interval().toMillis() + ",\"pingTimeout\":" + options.heartbeat().timeout().toMillis()
                + ",\"maxPayload\":"
                + options.limits().maxPayload() + "}";
    }

    void remove(EngineSession session) {
        sessions.remove(session.id(), session);
    }

    /** Closes all sessions and takes no new ones; done when each has told its listener. */
    public CompletionStage<Void> close() {
        closed.set(true);
        return CompletableFuture.allOf(sessions.values().stream().map(session -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            session.loop().execute(() -> {
                session.close(CloseReason.SERVER_SHUTTING_DOWN);
                done.complete(null);
            });
            return done;
        }).toArray(CompletableFuture[]::new));
    }
}
