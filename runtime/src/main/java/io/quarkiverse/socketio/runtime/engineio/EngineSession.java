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
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * One Engine.IO session: OPEN, then perhaps CLOSING while a polling client fetches its last packets, then CLOSED.
 * {@link #close} is the only way out.
 * <p>
 * Thread: its event loop; from elsewhere go through {@code loop().execute}.
 */
public final class EngineSession implements TransportListener {
    private static final Logger LOG = Logger.getLogger(EngineSession.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final int POLICY_VIOLATION = 1008;
    /** How long the last packets of a closed session wait for the poll that fetches them. */
    private static final Duration LINGER = Duration.ofSeconds(30);

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
    private @Nullable EngineListener listener;
    private @Nullable UpgradeProbe probe;
    private EventLoop.@Nullable Timer linger;
    private State state = State.OPEN;
    private int readingPauses;

    EngineSession(String id, EngineRequest request, EventLoop loop, EngineServer server, @Nullable WebSocketLink link) {
        this.id = id;
        this.request = request;
        this.loop = loop;
        this.server = server;
        this.version = request.version();
        this.account = server.budget().open(() -> loop.execute(this::onCut));
        Runnable expired = () -> close(CloseReason.PING_TIMEOUT);
        this.heartbeat = version == 3
                ? new ClientPings(loop, server.options().heartbeat(), () -> send(Frame.pong()), expired)
                : new ServerPings(loop, server.options().heartbeat(), () -> send(Frame.ping()), expired);
        Protocol protocol = Protocol.of(version, request.query());
        if (link == null) {
            transport = new PollingTransport(this, server.options().limits(), protocol);
        } else {
            transport = new WebSocketTransport(link, this, server.options().limits(), protocol);
        }
    }

    void start(EngineListener listener, @Nullable WebSocketLink link) {
        this.listener = listener;
        if (link != null && transport instanceof WebSocketTransport webSocket) {
            link.start(webSocket);
        }
    }

    /** The {@code sid}: a secret of server and client. */
    public String id() {
        return id;
    }

    /** The request that opened the session. */
    public EngineRequest request() {
        return request;
    }

    /** The revision of Engine.IO that the client speaks: 3 or 4. */
    public int version() {
        return version;
    }

    public EventLoop loop() {
        return loop;
    }

    /**
     * For what is held of what the client sent, by the layers above, and for what waits for its next poll. If it is cut, the
     * session ends with "transport error". What is held when the session ends need not be removed.
     */
    public MemoryBudget.Account account() {
        return account;
    }

    /**
     * Opens another account for this client, for what is held longer than its session lasts.
     *
     * @param cut as for {@link MemoryBudget#open}
     */
    public MemoryBudget.Account openAccount(Runnable cut) {
        return server.budget().open(cut);
    }

    public String transportName() {
        return transport.name();
    }

    /** About how many bytes wait for the client to take them. Thread: any. */
    long pendingBytes() {
        return transport.pendingBytes();
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether something sent now can leave at once. */
    public boolean isWritable() {
        return isOpen() && transport.isWritable();
    }

    /** Sends a frame and spends the caller's reference, also when the session is closed. */
    public void send(Frame frame) {
        if (isOpen()) {
            transport.send(frame);
        } else {
            frame.release();
        }
    }

    /**
     * Reads no more of the client until {@link #resumeReading} was called as often as this: for a layer above that has more
     * than it can hold. What was read already is still told when it is one message; the client's own sending comes to a halt.
     * It is not taken for lost meanwhile, though its pongs are not read either: one that is lost indeed is noticed when a ping
     * cannot be written, or by its heartbeat after the resume.
     */
    public void pauseReading() {
        if (readingPauses++ == 0 && isOpen()) {
            heartbeat.pause();
            transport.pauseReading();
        }
    }

    public void resumeReading() {
        if (readingPauses == 0) {
            throw new IllegalStateException("[BUG] reading was resumed more often than paused");
        }
        if (--readingPauses == 0 && isOpen()) {
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

    /** A GET or POST of long-polling that names this session. */
    public void onHttp(PollExchange exchange, boolean post) {
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
     * A WebSocket that names this session: it may become its transport, once, and only one may try at a time.
     *
     * @param upgrade its request
     */
    public void onUpgrade(EngineRequest upgrade, WebSocketLink link) {
        if (!isOpen() || heartbeat.isExpired() || probe != null || !(transport instanceof PollingTransport)) {
            link.close(POLICY_VIOLATION);
            return;
        }
        Protocol protocol = Protocol.of(version, upgrade.query());
        probe = new UpgradeProbe(this, link, protocol, server.options().upgrades().timeout());
        link.start(probe);
    }

    WebSocketTransport upgradeTo(WebSocketLink link, Protocol protocol) {
        Queue<Frame> rest = ((PollingTransport) transport).handOver();
        WebSocketTransport webSocket = new WebSocketTransport(link, this, server.options().limits(), protocol);
        transport = webSocket;
        probe = null;
        rest.forEach(webSocket::send);
        link.adopt();
        if (isReadingPaused()) {
            webSocket.pauseReading();
        }
        tellUpgraded();
        return webSocket;
    }

    private void tellUpgraded() {
        try {
            if (listener != null && isOpen()) { // what waited may have been too much for the WebSocket
                listener.onUpgraded();
            }
        } catch (RuntimeException | Error e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] the listener of a session failed; the session is closed");
            close(CloseReason.TRANSPORT_ERROR);
        }
    }

    void releasePoll() {
        if (transport instanceof PollingTransport polling) {
            polling.release();
        }
    }

    void onProbeDropped() {
        probe = null;
    }

    @Override
    public void onPacket(Packet packet) {
        if (!isOpen()) {
            return;
        }
        switch (packet.type()) {
            case MESSAGE -> deliver(packet);
            case PING -> expect(heartbeat.onPing());
            case PONG -> expect(heartbeat.onPong());
            case NOOP, UPGRADE, OPEN -> {
                // as the reference: a packet that means nothing here is ignored
            }
            case CLOSE -> close(CloseReason.TRANSPORT_CLOSE);
        }
    }

    /** A heartbeat in the wrong direction ends the session. */
    private void expect(boolean direction) {
        if (!direction) {
            close(CloseReason.TRANSPORT_ERROR);
        }
    }

    private void deliver(Packet message) {
        if (listener == null) {
            throw new IllegalStateException("[BUG] a packet before the session was started");
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
        volume().addReceived(bytes);
    }

    @Override
    public void onSent(int bytes) {
        volume().addSent(bytes);
    }

    @Override
    public void onQueued(long change) {
        if (change > 0) {
            account.add(change);
        } else {
            account.remove(-change);
        }
    }

    private ByteCounter volume() {
        return server.volume(transport instanceof PollingTransport);
    }

    @Override
    public void later(Runnable action) {
        loop.execute(action);
    }

    @Override
    public void onTransportEnd(CloseReason reason) {
        end(reason);
    }

    /**
     * Ends the session. What was sent before is still delivered if the layer above closes it; else the transport is gone
     * anyway.
     */
    public void close(CloseReason reason) {
        if (!isOpen()) {
            return;
        }
        if (reason == CloseReason.FORCED_CLOSE) {
            transport.close();
        } else {
            transport.abort();
        }
        end(reason);
    }

    private void end(CloseReason reason) {
        if (!isOpen()) {
            return;
        }
        state = State.CLOSING;
        heartbeat.stop();
        if (probe != null) {
            probe.drop(POLICY_VIOLATION);
        }
        if (transport.isEnded()) {
            finish();
        } else {
            linger = loop.schedule(LINGER, () -> {
                transport.abort();
                finish();
            });
        }
        tell(reason);
    }

    /** Whatever the listener does, who closed goes on: often a request is still to be answered. */
    private void tell(CloseReason reason) {
        try {
            if (listener != null) {
                listener.onClose(reason);
            }
        } catch (RuntimeException | Error e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] the listener of a session failed at its end");
        }
    }

    private void onCut() {
        close(CloseReason.TRANSPORT_ERROR);
        if (state == State.CLOSING) {
            transport.abort();
            finish();
        }
    }

    private void finish() {
        state = State.CLOSED;
        if (linger != null) {
            linger.cancel();
        }
        server.remove(this);
        account.close();
    }
}
