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

import io.quarkiverse.socketio.runtime.engineio.EngineOptions.Revision3;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.ByteCounter;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.PollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.PollingTransport;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The sessions of this process, and the only door to them.
 * <p>
 * Thread: any, except where said.
 */
public final class EngineServer {
    private static final Logger LOG = Logger.getLogger(EngineServer.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final int GOING_AWAY = 1001;
    private static final int POLICY_VIOLATION = 1008;

    private final EngineOptions options;
    private final Supplier<String> ids;
    private final Function<EngineSession, EngineListener> listeners;
    private final ConnectionLimiter capacity;
    private final MemoryBudget budget;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final ByteCounter polling = new ByteCounter();
    private final ByteCounter webSocket = new ByteCounter();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param ids gives the id of a new session
     * @param listeners gives the layer above for a new session; called on the session's event loop
     */
    public EngineServer(EngineOptions options, Supplier<String> ids, Function<EngineSession, EngineListener> listeners,
            ConnectionLimiter capacity, MemoryBudget budget) {
        this.options = options;
        this.ids = ids;
        this.listeners = listeners;
        this.capacity = capacity;
        this.budget = budget;
    }

    public EngineOptions options() {
        return options;
    }

    /** What the server holds for its clients. */
    public MemoryBudget budget() {
        return budget;
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
            return fits && mayAskScript(request) ? null : EngineError.BAD_REQUEST;
        }
        if (!request.method().equals("GET")) {
            return EngineError.BAD_HANDSHAKE_METHOD;
        }
        if (asksWebSocket != request.webSocket()) {
            return EngineError.BAD_REQUEST;
        }
        boolean spoken = request.version() == 4 || options.revision3() != Revision3.REFUSED;
        if (!spoken) {
            return EngineError.UNSUPPORTED_PROTOCOL_VERSION;
        }
        return mayAskScript(request) ? null : EngineError.BAD_REQUEST;
    }

    private boolean mayAskScript(EngineRequest request) {
        return options.revision3() == Revision3.SERVED_WITH_JSONP || !request.asksScript();
    }

    /**
     * Why a handshake that is in order cannot be served now, or {@code null}; asked once for each, as it counts for the rate.
     */
    public @Nullable EngineError overflow(EngineRequest handshake) {
        if (closed.get()) {
            return EngineError.CLOSED;
        }
        return budget.isExhausted() ? EngineError.SHORT_OF_MEMORY
                : capacity.refuse(sessions.size(), handshake.remoteAddress());
    }

    /** The session of that id, or {@code null}. */
    public @Nullable EngineSession find(String sid) {
        return sessions.get(sid);
    }

    /** How many sessions there are. */
    public int size() {
        return sessions.size();
    }

    /** How many sessions use a transport now. */
    public int size(String transport) {
        return (int) sessions.values().stream().filter(session -> session.transportName().equals(transport)).count();
    }

    /** What went over long-polling, or else over WebSockets; the probe of an upgrade does not count. */
    public ByteCounter volume(boolean overPolling) {
        return overPolling ? polling : webSocket;
    }

    /** About how many bytes wait for clients to take them. */
    public long pendingBytes() {
        return sessions.values().stream().mapToLong(EngineSession::pendingBytes).sum();
    }

    /** A handshake by long-polling; on the loop that is to be the session's. */
    public void open(EngineRequest request, EventLoop loop, PollExchange exchange) {
        EngineError refusal = lateRefusal(request);
        if (refusal != null) {
            exchange.refuse(refusal);
            return;
        }
        EngineSession session = add(request, loop, null);
        exchange.onOpened(session.id());
        session.onHttp(exchange, false);
    }

    /** A handshake by WebSocket; on the loop that is to be the session's. */
    public void open(EngineRequest request, EventLoop loop, WebSocketLink link) {
        EngineError refusal = lateRefusal(request);
        if (refusal == null) {
            add(request, loop, link);
        } else {
            link.close(refusal == EngineError.CLOSED ? GOING_AWAY : POLICY_VIOLATION);
        }
    }

    /** What came up since the request was looked at, perhaps while guards were asked. */
    private @Nullable EngineError lateRefusal(EngineRequest request) {
        if (closed.get()) {
            return EngineError.CLOSED;
        }
        return budget.isExhausted() ? EngineError.SHORT_OF_MEMORY
                : capacity.overflow(sessions.size(), request.remoteAddress());
    }

    private EngineSession add(EngineRequest request, EventLoop loop, @Nullable WebSocketLink link) {
        EngineSession session = new EngineSession(ids.get(), request, loop, this, link);
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IllegalStateException("[BUG] session id given twice");
        }
        capacity.added(request.remoteAddress());
        session.send(Frame.open(openPacket(session)));
        try {
            session.start(listeners.apply(session), link);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a session without a listener is closed");
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
        if (sessions.remove(session.id(), session)) {
            capacity.removed(session.request().remoteAddress());
        }
    }

    /**
     * Closes the transports of so many sessions, as if the connection broke: their clients connect again, perhaps to another
     * process.
     */
    public void shed(int count) {
        sessions.values().stream().limit(Math.max(0, count)).forEach(
                session -> session.loop().execute(() -> session.close(CloseReason.SERVER_SHUTTING_DOWN)));
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
