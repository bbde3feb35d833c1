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

/**
 * A WebSocket to which a polling session is being upgraded ("Upgrade" in the protocol): {@code 2probe}, {@code 3probe},
 * {@code 5}. Any other packet, the timeout, or the end of the connection closes the WebSocket, and the session goes on polling.
 * After the upgrade, the session's new transport is the receiver.
 * <p>
 * Thread: the session's event loop.
 */
final class UpgradeProbe implements WebSocketLink.Receiver {
    private static final int PROTOCOL_ERROR = 1002;
    /**
     * When a waiting GET is answered after the probe, and how often, as the client upgrades only when none is waiting. Not at
     * once, as in Node's server: mostly a packet for the client answers the GET before.
     */
    private static final Duration RELEASE_INTERVAL = Duration.ofMillis(100);

    private final EngineSession session;
    private final WebSocketLink link;
    private final Protocol protocol;
    private final Duration probeTimeout;
    private EventLoop.Timer timeout;
    private EventLoop.@Nullable Timer release;
    private boolean probed;
    private boolean dropped;

    UpgradeProbe(EngineSession session, WebSocketLink link, Protocol protocol, Duration probeTimeout) {
        this.session = session;
        this.link = link;
        this.protocol = protocol;
        this.probeTimeout = probeTimeout;
        this.timeout = session.loop().schedule(probeTimeout, this::expire);
    }

    /** Does nothing while reading is paused: then the client cannot upgrade, as it waits for the answer to its last POST. */
    private void expire() {
        if (!session.isReadingPaused()) {
            drop(PROTOCOL_ERROR);
        }
    }

    /** Starts the timeout again. */
    void onReadingResumed() {
        timeout.cancel();
        timeout = session.loop().schedule(probeTimeout, this::expire);
    }

    @Override
    public void onText(ByteBuf utf8) {
        if (dropped) {
            return;
        }
        try {
            Packet packet = protocol.decodeText(utf8);
            if (!probed && packet.type() == PacketType.PING && packet.dataEquals("probe")) {
                probed = true;
                link.write(Frame.PROBE_PONG.takeWebSocketFrame(), false);
                scheduleRelease();
            } else if (probed && packet.type() == PacketType.UPGRADE) {
                stopTimers();
                session.upgradeTo(link, protocol);
            } else {
                drop(PROTOCOL_ERROR);
            }
        } catch (MalformedPacketException e) {
            drop(PROTOCOL_ERROR);
        }
    }

    private void scheduleRelease() {
        release = session.loop().schedule(RELEASE_INTERVAL, () -> {
            session.releasePoll();
            scheduleRelease();
        });
    }

    @Override
    public void onBinary(ByteBuf data) {
        drop(PROTOCOL_ERROR);
    }

    @Override
    public void onInvalidMessage() {
        drop(PROTOCOL_ERROR);
    }

    @Override
    public void onClosed() {
        drop(PROTOCOL_ERROR);
    }

    void drop(int code) {
        if (!dropped) {
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
