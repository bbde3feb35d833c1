package io.quarkiverse.socketio.runtime.engineio.transport;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.PacketType;

/**
 * Packets over a WebSocket (protocol v4, "WebSocket"): one a frame, text or binary.
 * <p>
 * Thread: the session's event loop.
 */
public final class WebSocketTransport implements Transport, WebSocketLink.Receiver {
    public static final String NAME = "websocket";

    private static final int NORMAL_CLOSURE = 1000;

    private final WebSocketLink link;
    private final TransportEvents events;
    private final TransportLimits limits;
    private boolean ended;

    public WebSocketTransport(WebSocketLink link, TransportEvents events, TransportLimits limits) {
        this.link = link;
        this.events = events;
        this.limits = limits;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void send(Frame frame) {
        if (ended) {
            frame.release();
            return;
        }
        link.write(frame.takeWebSocketFrame());
        if (link.pendingBytes() > limits.maxBufferedBytes()) {
            abort();
            events.onTransportEnd(CloseReason.TRANSPORT_ERROR);
        }
    }

    @Override
    public boolean isWritable() {
        return !ended && link.isWritable();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            link.close(NORMAL_CLOSURE);
        }
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void abort() {
        if (!ended) {
            ended = true;
            link.abort();
        }
    }

    @Override
    public void onText(ByteBuf utf8) {
        if (ended) {
            return;
        }
        try {
            Packet packet = Packet.decode(utf8);
            if (packet.type() == PacketType.CLOSE) {
                end(CloseReason.TRANSPORT_CLOSE);
            } else {
                events.onPacket(packet);
            }
        } catch (MalformedPacketException e) {
            end(CloseReason.PARSE_ERROR);
        }
    }

    @Override
    public void onBinary(ByteBuf data) {
        if (!ended) {
            events.onPacket(Packet.binaryMessage(data));
        }
    }

    @Override
    public void onClosed() {
        if (!ended) {
            ended = true;
            events.onTransportEnd(CloseReason.TRANSPORT_CLOSE);
        }
    }

    private void end(CloseReason reason) {
        ended = true;
        link.close(NORMAL_CLOSURE);
        events.onTransportEnd(reason);
    }
}
