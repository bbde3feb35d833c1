package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.util.Queue;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;
import io.quarkiverse.socketio.runtime.engineio.transport.ByteCounter;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.PollExchange;
import io.quarkiverse.socketio.runtime.engineio.transport.PollingTransport;
import io.quarkiverse.socketio.runtime.engineio.transport.Transport;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportListener;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * An Engine.IO session: OPEN, then perhaps CLOSING while a polling client fetches its last packets, then CLOSED. It passes
 * packets between its current transport and its listener, sends heartbeats, and upgrades from polling to WebSocket.
 * <p>
 * Thread: its event loop; other threads use {@code loop().execute}.
 */
public final class EngineSession implements TransportListener, Heartbeat.Listener {
    private static final Logger LOG = Logger.getLogger(EngineSession.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final int POLICY_VIOLATION = 1008;
    /** How long the last packets of a closed session are kept for the poll that fetches them. */
    private static final Duration LAST_POLL_TIMEOUT = Duration.ofSeconds(30);
    /**
     * The same if the client has ended the session: it expects no packets, but its POST may have overtaken a GET. And if the
     * server stops during an upgrade.
     */
    private static final Duration SHORT_LAST_POLL_TIMEOUT = Duration.ofSeconds(1);

    /** A client polls, or sends a packet, as soon as it has the response to its handshake; one that does not is gone. */
    private static final Duration FIRST_SIGN_TIMEOUT = Duration.ofSeconds(10);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final String id;
    private final EngineRequest request;
    private final EventLoop loop;
    private final EngineServer server;
    private final int version;
    private final MemoryBudget.Account account;
    private final Heartbeat heartbeat;
    private Transport transport;
    /** Those of the transport. */
    private ByteCounter bytes;
    private @Nullable EngineListener listener;
    private @Nullable UpgradeProbe probe;
    /** Ends a session that its client has abandoned after the handshake, and later one whose last packets nobody fetches. */
    private EventLoop.@Nullable Timer timer;
    private State state = State.OPEN;
    private int readingPauses;
    /** Whether the client has sent anything since the handshake, and whether the layer above has accepted it. */
    private boolean heard;
    private boolean accepted;

    EngineSession(String id, EngineRequest request, EventLoop loop, EngineServer server, @Nullable WebSocketLink link) {
        this.id = id;
        this.request = KeptRequest.of(request, server.options().limits().maxRequestBytes());
        this.loop = loop;
        this.server = server;
        this.version = request.version();
        this.account = server.budget().open(this::evict);
        account.setExpendable(true);
        long held = this.request.bytes() + (request.user() == null ? 0 : request.bytes()); // security may keep Vert.x' request
        if (held > MemoryBudget.STEP) { // else it would only keep the account from being at 0, where it is exact
            account.add(held);
        }
        this.heartbeat = version == 3 ? new ClientPings(loop, server.options().heartbeat(), this)
                : new ServerPings(loop, server.options().heartbeat(), this);
        Protocol protocol = Protocol.of(version, request.query());
        this.bytes = server.byteCounter(link == null);
        if (link == null) {
            transport = new PollingTransport(this, server.options().limits(), protocol);
        } else {
            transport = new WebSocketTransport(link, this, server.options().limits(), protocol);
        }
        this.heard = link != null && version == 3; // such a client first sends a ping, after half a minute
        if (!heard) {
            timer = loop.schedule(FIRST_SIGN_TIMEOUT, this::onAbandoned);
        }
    }

    void start(EngineListener listener, @Nullable WebSocketLink link) {
        this.listener = listener;
        if (link != null && transport instanceof WebSocketTransport webSocket) {
            link.start(webSocket);
        }
    }

    /** Returns the {@code sid}, a secret between server and client. */
    public String id() {
        return id;
    }

    /** Returns the request of the handshake. */
    public EngineRequest request() {
        return request;
    }

    /** Returns the revision of Engine.IO that the client speaks: 3 or 4. */
    public int version() {
        return version;
    }

    public EventLoop loop() {
        return loop;
    }

    /**
     * Returns the account for the bytes that are held for this client: by the layers above for what it sent, and by polling
     * for what it has not fetched. If the account is cut, the session ends with "transport error". The account is closed with
     * the session.
     */
    public MemoryBudget.Account account() {
        return account;
    }

    /**
     * Opens another account for this client, for bytes that are held longer than its session lasts.
     *
     * @param cut see {@link MemoryBudget#open}
     */
    public MemoryBudget.Account openAccount(Runnable cut) {
        return server.budget().open(cut);
    }

    public String transportName() {
        return transport.name();
    }

    /** Returns about how many bytes are queued for the client. Thread: any. */
    long pendingBytes() {
        return transport.pendingBytes();
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Returns whether a frame sent now can be written at once. */
    public boolean isWritable() {
        return isOpen() && transport.isWritable();
    }

    /** Sends a frame, or drops it if the session is closed; the caller's reference is released. */
    public void send(Frame frame) {
        if (isOpen()) {
            if (DebugLog.ENGINE.isDebugEnabled()) {
                DebugLog.ENGINE.debugf("%s: sends %s", id, frame);
            }
            EngineObserver observer = server.observer();
            if (observer != null && frame.isMessage()) {
                observer.onSent(frame.dataLength());
            }
            transport.send(frame);
        } else {
            frame.release();
        }
    }

    /**
     * Stops reading from the client until {@link #resumeReading} was called as often as this method: backpressure of the layer
     * above. One message that was read already may still be delivered. The client is not considered lost meanwhile, though its
     * heartbeats are not read either; if it is lost, a write fails, or its heartbeat times out after the resume.
     */
    public void pauseReading() {
        if (readingPauses++ == 0 && isOpen()) {
            DebugLog.ENGINE.debugf("%s: stops reading, events wait for handlers", id);
            heartbeat.pause();
            transport.pauseReading();
        }
    }

    /** Undoes one {@link #pauseReading}. */
    public void resumeReading() {
        if (readingPauses == 0) {
            throw new IllegalStateException("[BUG] reading was resumed more often than paused");
        }
        if (--readingPauses == 0 && isOpen()) {
            DebugLog.ENGINE.debugf("%s: reads again", id);
            heartbeat.resume();
            if (probe != null) {
                probe.onReadingResumed();
            }
            transport.resumeReading();
        }
    }

    boolean isReadingPaused() {
        return readingPauses > 0;
    }

    /**
     * The layer above has accepted the client, in its first namespace. Until then, and until the client has sent anything after
     * its handshake, the session is among the first that end when the server is short of memory or connections.
     */
    public void accept() {
        accepted = true;
        settle();
    }

    private void onSign() {
        if (!heard) {
            heard = true;
            if (timer != null && isOpen()) {
                timer.cancel();
                timer = null;
            }
            settle();
        }
    }

    private void settle() {
        if (heard && accepted) {
            account.setExpendable(false);
        }
    }

    private void onAbandoned() {
        DebugLog.ENGINE.debugf("%s: abandoned after its handshake", id);
        transport.close(); // a client that is there nevertheless learns that the server has ended the session
        closed(CloseReason.TRANSPORT_CLOSE);
    }

    /** Serves a GET or POST request of long-polling for this session. */
    public void onHttp(PollExchange exchange, boolean post) {
        onSign();
        serve(exchange, post);
    }

    /** @param post whether it is a POST, else a GET, which may be that of the handshake */
    void serve(PollExchange exchange, boolean post) {
        DebugLog.ENGINE.debugf("%s: %s", id, post ? "POST" : "poll");
        if (isOpen() && heartbeat.isExpired()) {
            close(CloseReason.PING_TIMEOUT);
        }
        if (state == State.CLOSED) {
            exchange.refuse(EngineError.SESSION_ID_UNKNOWN);
        } else if (!(transport instanceof PollingTransport polling)) {
            exchange.refuse(EngineError.BAD_REQUEST);
        } else if (post) {
            polling.onPost(exchange);
        } else {
            polling.onPoll(exchange);
            if (state == State.CLOSING && polling.isEnded()) {
                finish();
            }
        }
    }

    /**
     * Starts the upgrade of this session to a WebSocket; only one WebSocket may try at a time.
     *
     * @param upgrade the request of the WebSocket
     */
    public void onUpgrade(EngineRequest upgrade, WebSocketLink link) {
        if (!isOpen() || heartbeat.isExpired() || probe != null || !(transport instanceof PollingTransport)) {
            DebugLog.ENGINE.debugf("%s: refuses an upgrade", id);
            link.close(POLICY_VIOLATION);
            return;
        }
        DebugLog.ENGINE.debugf("%s: a WebSocket probes the upgrade", id);
        Protocol protocol = Protocol.of(version, upgrade.query());
        probe = new UpgradeProbe(this, link, protocol, server.options().upgrades().timeout());
        link.start(probe);
    }

    void upgradeTo(WebSocketLink link, Protocol protocol) {
        Queue<Frame> rest = ((PollingTransport) transport).detach();
        WebSocketTransport webSocket = new WebSocketTransport(link, this, server.options().limits(), protocol);
        transport = webSocket;
        bytes = server.byteCounter(false);
        probe = null;
        link.start(webSocket);
        DebugLog.ENGINE.debugf("%s: upgraded to websocket", id);
        rest.forEach(webSocket::send);
        if (!isOpen()) {
            webSocket.close();
            finish();
            return;
        }
        link.moveLoopHere();
        if (isReadingPaused()) {
            webSocket.pauseReading();
        }
        fireUpgraded();
    }

    private void fireUpgraded() {
        try {
            if (listener != null && isOpen()) { // the queued frames may have exceeded the WebSocket's limit
                listener.onUpgraded();
            }
        } catch (RuntimeException | Error e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] the listener of a session failed; the session is closed");
            close(CloseReason.TRANSPORT_ERROR);
        }
    }

    void releasePoll() {
        if (transport instanceof PollingTransport polling) {
            polling.releasePoll();
        }
    }

    private void dropProbe() {
        if (probe != null) {
            probe.drop(POLICY_VIOLATION);
        }
    }

    void onProbeDropped() {
        DebugLog.ENGINE.debugf("%s: the upgrade failed, stays with polling", id);
        probe = null;
    }

    @Override
    public void onHeartbeat() {
        send(version == 3 ? Frame.PONG : Frame.PING);
    }

    @Override
    public void onHeartbeatExpired() {
        close(CloseReason.PING_TIMEOUT);
    }

    @Override
    public void onPacket(Packet packet) {
        onSign();
        if (!isOpen()) {
            return;
        }
        if (DebugLog.ENGINE.isDebugEnabled()) {
            DebugLog.ENGINE.debugf("%s: received %s", id, packet);
        }
        switch (packet.type()) {
            case MESSAGE -> deliver(packet);
            case PING -> closeUnless(heartbeat.onPing());
            case PONG -> closeUnless(heartbeat.onPong());
            case NOOP, UPGRADE, OPEN -> {
                // ignored, as by Node's server
            }
            case CLOSE -> close(CloseReason.TRANSPORT_CLOSE);
        }
    }

    /** Closes the session after a ping or pong that the client must not send. */
    private void closeUnless(boolean expected) {
        if (!expected) {
            close(CloseReason.TRANSPORT_ERROR);
        }
    }

    private void deliver(Packet message) {
        if (listener == null) {
            throw new IllegalStateException("[BUG] a packet before the session was started");
        }
        EngineObserver observer = server.observer();
        if (observer != null) {
            observer.onReceived(message.data().readableBytes());
        }
        try {
            if (message.binary()) {
                listener.onBinary(message.data());
            } else {
                listener.onText(message.data());
            }
        } catch (RuntimeException | Error e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] the listener of a session failed; the session is closed");
            close(CloseReason.TRANSPORT_ERROR);
        }
    }

    @Override
    public void onReceived(int bytes) {
        this.bytes.addReceived(bytes);
    }

    @Override
    public void onSent(int bytes) {
        this.bytes.addSent(bytes);
    }

    @Override
    public void onQueued(long change) {
        if (change > 0) {
            account.add(change);
        } else {
            account.remove(-change);
        }
    }

    @Override
    public void executeLater(Runnable action) {
        loop.execute(action);
    }

    @Override
    public void onTransportClosed(CloseReason reason) {
        closed(reason);
    }

    /**
     * Closes the session. With {@link CloseReason#FORCED_CLOSE} frames that were sent before are still delivered, otherwise
     * they are dropped.
     * <p>
     * A client that is about to upgrade polls no more, and takes the end of the WebSocket for a failed upgrade: it learns of the
     * end of the session only once it has upgraded, so the WebSocket is kept until then if the server ends the session.
     */
    public void close(CloseReason reason) {
        if (!isOpen()) {
            return;
        }
        if (reason == CloseReason.FORCED_CLOSE || reason == CloseReason.SERVER_SHUTTING_DOWN && probe != null) {
            transport.close();
        } else {
            transport.abort();
        }
        closed(reason);
    }

    private void closed(CloseReason reason) {
        if (!isOpen()) {
            return;
        }
        state = State.CLOSING;
        DebugLog.ENGINE.debugf("%s: closed, %s", id, reason);
        EngineObserver observer = server.observer();
        if (observer != null) {
            observer.onClosed(reason);
        }
        heartbeat.stop();
        if (timer != null) {
            timer.cancel();
        }
        if (transport.isEnded()) {
            finish();
        } else {
            if (reason == CloseReason.TRANSPORT_CLOSE) {
                dropProbe();
            }
            Duration timeout = reason == CloseReason.FORCED_CLOSE ? LAST_POLL_TIMEOUT : SHORT_LAST_POLL_TIMEOUT;
            timer = loop.schedule(timeout, () -> {
                transport.abort();
                finish();
            });
        }
        fireClose(reason);
    }

    /** Calls the listener; logs what it throws, as the caller may still have to respond to a request. */
    private void fireClose(CloseReason reason) {
        try {
            if (listener != null) {
                listener.onClose(reason);
            }
        } catch (RuntimeException | Error e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] the listener of a session failed at its end");
        }
    }

    /** Ends this session soon, with all that it holds, as its account is cut or its place is needed. Thread: any. */
    void evict() {
        loop.execute(() -> {
            close(CloseReason.TRANSPORT_ERROR);
            if (state == State.CLOSING) {
                transport.abort();
                finish();
            }
        });
    }

    private void finish() {
        state = State.CLOSED;
        DebugLog.ENGINE.debugf("%s: removed", id);
        if (timer != null) {
            timer.cancel();
        }
        dropProbe();
        server.remove(this);
        account.close();
    }
}
