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
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The Engine.IO server of this process: checks requests, opens sessions, finds them by id, and closes them all.
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
    private final ConnectionLimiter limiter;
    private final MemoryBudget budget;
    private final SessionEviction eviction;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final ByteCounter polling = new ByteCounter();
    private final ByteCounter webSocket = new ByteCounter();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Those that {@link #close} has closed, and that are not removed yet; changed on their loops. */
    private final Map<EngineSession, CompletableFuture<Void>> stopping = new ConcurrentHashMap<>();
    /** Set before clients connect; {@code null} unless an administrator may watch. */
    private @Nullable EngineObserver observer;

    /**
     * @param ids creates session ids
     * @param listeners creates the listener of a new session; called on the session's event loop
     */
    public EngineServer(EngineOptions options, Supplier<String> ids, Function<EngineSession, EngineListener> listeners,
            ConnectionLimiter limiter, MemoryBudget budget) {
        this.options = options;
        this.ids = ids;
        this.listeners = listeners;
        this.limiter = limiter;
        this.budget = budget;
        this.eviction = new SessionEviction(limiter.limits().connections(), limiter.nanoTime());
    }

    /** Observes all sessions; to be called once, before clients connect. */
    public void observe(EngineObserver observer) {
        this.observer = observer;
    }

    @Nullable
    EngineObserver observer() {
        return observer;
    }

    public EngineOptions options() {
        return options;
    }

    /** Returns the account of the memory that is held for clients. */
    public MemoryBudget budget() {
        return budget;
    }

    /** Returns why a request is invalid, or {@code null}. The checks and their order are those of Node's server. */
    public @Nullable EngineError validate(EngineRequest request) {
        if (!options.transports().contains(request.transport())) {
            return EngineError.TRANSPORT_UNKNOWN;
        }
        String sid = request.sid();
        boolean wantsWebSocket = request.transport().equals(WebSocketTransport.NAME);
        if (sid != null) {
            if (find(sid) == null) {
                return EngineError.SESSION_ID_UNKNOWN;
            }
            boolean matches = wantsWebSocket ? request.webSocket() && options.upgrades().allowed() : !request.webSocket();
            return matches && acceptsJsonp(request) ? null : EngineError.BAD_REQUEST;
        }
        if (!request.method().equals("GET")) {
            return EngineError.BAD_HANDSHAKE_METHOD;
        }
        if (wantsWebSocket != request.webSocket()) {
            return EngineError.BAD_REQUEST;
        }
        boolean supported = request.version() == 4 || options.revision3() != Revision3.REFUSED;
        if (!supported) {
            return EngineError.UNSUPPORTED_PROTOCOL_VERSION;
        }
        return acceptsJsonp(request) ? null : EngineError.BAD_REQUEST;
    }

    private boolean acceptsJsonp(EngineRequest request) {
        return options.revision3() == Revision3.SERVED_WITH_JSONP || !request.isJsonp();
    }

    /**
     * Checks whether one more client can be served now, and counts its handshake for the rate limit. To be called once for
     * each valid handshake.
     *
     * @return why the client is refused, or {@code null}
     */
    public @Nullable EngineError admit(EngineRequest handshake) {
        if (closed.get()) {
            return EngineError.CLOSED;
        }
        return budget.isExhausted() ? EngineError.SHORT_OF_MEMORY
                : limiter.admit(connections(handshake), handshake.remoteAddress());
    }

    /** Returns the open session of that id, or {@code null}. */
    public @Nullable EngineSession find(String sid) {
        return sessions.get(sid);
    }

    public int size() {
        return sessions.size();
    }

    /** Returns the number of sessions that use that transport now. */
    public int size(String transport) {
        return (int) sessions.values().stream().filter(session -> session.transportName().equals(transport)).count();
    }

    /** Returns the bytes sent and received by long-polling, or else by WebSockets; probes of upgrades are not counted. */
    public ByteCounter byteCounter(boolean forPolling) {
        return forPolling ? polling : webSocket;
    }

    /** Returns about how many bytes are queued for clients that have not read them yet. */
    public long pendingBytes() {
        return sessions.values().stream().mapToLong(EngineSession::pendingBytes).sum();
    }

    /** Opens a session by long-polling; {@code null} if it is refused. Thread: the loop, which becomes that of the session. */
    public @Nullable EngineSession open(EngineRequest request, EventLoop loop, PollExchange exchange) {
        EngineError refusal = checkLimits(request);
        if (refusal != null) {
            exchange.refuse(refusal);
            return null;
        }
        EngineSession session = add(request, loop, null);
        exchange.onOpened(session.id());
        session.serve(exchange, false);
        return session;
    }

    /** Opens a session by WebSocket; {@code null} if it is refused. Thread: the loop, which becomes that of the session. */
    public @Nullable EngineSession open(EngineRequest request, EventLoop loop, WebSocketLink link) {
        EngineError refusal = checkLimits(request);
        if (refusal == null) {
            return add(request, loop, link);
        }
        link.close(refusal == EngineError.CLOSED ? GOING_AWAY : POLICY_VIOLATION);
        return null;
    }

    /** Checks again, as other clients may have connected since {@link #admit}, while guards were asked. */
    private @Nullable EngineError checkLimits(EngineRequest request) {
        if (closed.get()) {
            return EngineError.CLOSED;
        }
        return budget.isExhausted() ? EngineError.SHORT_OF_MEMORY
                : limiter.exceeded(connections(request), request.remoteAddress());
    }

    /** Returns how many connections the limiter counts for a new client, after sessions were told to end for it if necessary. */
    private int connections(EngineRequest request) {
        int limit = limiter.limits().connections();
        int present = sessions.size() - eviction.leaving();
        if (limit == 0 || present < limit - limit / 8) {
            return present;
        }
        long now = limiter.nanoTime();
        if (eviction.isReserved(present, request.remoteAddress(), now)) {
            return limit;
        }
        boolean full = present >= limit && !eviction.makeRoom(sessions.values(), request, now);
        return full ? limit : Math.min(present, limit - 1);
    }

    private EngineSession add(EngineRequest request, EventLoop loop, @Nullable WebSocketLink link) {
        EngineSession session = new EngineSession(ids.get(), request, loop, this, link);
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IllegalStateException("[BUG] session id given twice");
        }
        limiter.onOpened(request.remoteAddress());
        DebugLog.ENGINE.debugf("%s: opened by %s, transport %s, protocol %d", session.id(), request.remoteAddress(),
                session.transportName(), session.version());
        session.send(Frame.open(openPacket(session)));
        if (observer != null) {
            observer.onOpened();
        }
        try {
            session.start(listeners.apply(session), link);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a session without a listener is closed");
            session.close(CloseReason.TRANSPORT_ERROR);
        }
        if (closed.get()) { // meanwhile; close() may have missed this session
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
        eviction.onRemoved(session);
        if (sessions.remove(session.id(), session)) {
            limiter.onClosed(session.request().remoteAddress());
        }
        CompletableFuture<Void> removed = stopping.remove(session);
        if (removed != null) {
            removed.complete(null);
        }
    }

    /**
     * Closes the connections of up to {@code count} sessions without a DISCONNECT packet, so that their clients reconnect,
     * perhaps to another process.
     */
    public void closeSessions(int count) {
        sessions.values().stream().limit(Math.max(0, count)).forEach(
                session -> session.loop().execute(() -> session.close(CloseReason.SERVER_SHUTTING_DOWN)));
    }

    /**
     * Closes all sessions and refuses new ones; completes when each session's listener was called, and when clients that are
     * upgrading have heard of it, at most a second later.
     */
    public CompletionStage<Void> close() {
        closed.set(true);
        return CompletableFuture.allOf(sessions.values().stream().map(session -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            session.loop().execute(() -> close(session, done));
            return done;
        }).toArray(CompletableFuture[]::new));
    }

    private void close(EngineSession session, CompletableFuture<Void> done) {
        boolean wasOpen = session.isOpen(); // else it may wait longer for the poll of a client that went away
        session.close(CloseReason.SERVER_SHUTTING_DOWN);
        if (wasOpen && sessions.containsKey(session.id())) {
            stopping.put(session, done);
        } else {
            done.complete(null);
        }
    }
}
