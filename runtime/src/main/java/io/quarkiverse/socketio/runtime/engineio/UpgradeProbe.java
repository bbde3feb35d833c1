package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.PacketType;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketLink;
import io.quarkiverse.socketio.runtime.engineio.transport.WebSocketTransport;

/**
 * A WebSocket that wants to take over a polling session ("Upgrade" of the protocol): {@code 2probe}, {@code 3probe}, {@code 5}.
 * Anything else, silence, or the end of the connection drops the WebSocket and leaves the session with polling. Once it has
 * taken over, it only passes on to the session's new transport.
 * <p>
 * Thread: the session's event loop.
 */
final class UpgradeProbe implements WebSocketLink.Receiver {
    private static final int PROTOCOL_ERROR = 1002;
    /**
     * How often a waiting GET is let go while the client probes, since it must not be left waiting when the client changes
     * over.
     */
    private static final Duration RELEASE_INTERVAL = Duration.ofMillis(100);

    private final EngineSession session;
    private final WebSocketLink link;
    private final Protocol protocol;
    private final Duration patience;
    private EventLoop.Timer timeout;
    private EventLoop.@Nullable Timer release;
    private @Nullable WebSocketTransport transport;
    private boolean probed;
    private boolean dropped;

    UpgradeProbe(EngineSession session, WebSocketLink link, Protocol protocol, Duration patience) {
        this.session = session;
        this.link = link;
        this.protocol = protocol;
        this.patience = patience;
        this.timeout = session.loop().schedule(patience, this::expire);
    }

    /**
     * A client that is not read cannot change over, as it waits for the answer to its last POST: its time begins anew after.
     */
    private void expire() {
        if (!session.isReadingPaused()) {
            drop(PROTOCOL_ERROR);
        }
    }

    void onReadingResumed() {
        timeout.cancel();
        timeout = session.loop().schedule(patience, this::expire);
    }

    @Override
    public void onText(ByteBuf utf8) {
        if (transport != null) {
            transport.onText(utf8);
        } else if (!dropped) {
            probe(utf8);
        }
    }

    private void probe(ByteBuf utf8) {
        try {
            Packet packet = protocol.decodeText(utf8);
            if (!probed && packet.type() == PacketType.PING && packet.says("probe")) {
                probed = true;
                link.write(Frame.probePong().takeWebSocketFrame(), false);
                releasePoll();
            } else if (probed && packet.type() == PacketType.UPGRADE) {
                stopTimers();
                transport = session.upgradeTo(link, protocol);
            } else {
                drop(PROTOCOL_ERROR);
            }
        } catch (MalformedPacketException e) {
            drop(PROTOCOL_ERROR);
        }
    }

    private void releasePoll() {
        session.releasePoll();
        release = session.loop().schedule(RELEASE_INTERVAL, this::releasePoll);
    }

    @Override
    public void onBinary(ByteBuf data) {
        if (transport != null) {
            transport.onBinary(data);
        } else {
            drop(PROTOCOL_ERROR);
        }
    }

    @Override
    public void onRefused() {
        if (transport != null) {
            transport.onRefused();
        } else {
            drop(PROTOCOL_ERROR);
        }
    }

    @Override
    public void onClosed() {
        if (transport != null) {
            transport.onClosed();
        } else {
            drop(PROTOCOL_ERROR);
        }
    }

    void drop(int code) {
        if (!dropped && transport == null) {
            dropped = true;
            stopTimers();
            link.close(code);
            session.onProbeDropped();
        }
    }

    private void stopTimers() {
        timeout.cancel();
        if (release != null) {
            release.cancel();
        }
    }
}
