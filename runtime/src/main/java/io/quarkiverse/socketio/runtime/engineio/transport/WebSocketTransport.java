package io.quarkiverse.socketio.runtime.engineio.transport;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.PacketType;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/**
 * Packets over a WebSocket ("WebSocket" of the protocol): one a frame, text or binary.
 * <p>
 * Thread: the session's event loop.
 */
public final class WebSocketTransport implements Transport, WebSocketLink.Receiver {
    public static final String NAME = "websocket";

    private static final int NORMAL_CLOSURE = 1000;

    private final WebSocketLink link;
    private final TransportListener events;
    private final TransportLimits limits;
    private final Protocol protocol;
    private boolean ended;

    public WebSocketTransport(WebSocketLink link, TransportListener events, TransportLimits limits, Protocol protocol) {
        this.link = link;
        this.events = events;
        this.limits = limits;
        this.protocol = protocol;
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
        ByteBuf message = protocol.takeWebSocketFrame(frame);
        events.onSent(Frame.contentLength(message));
        link.write(message, frame.isCompressible());
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
    public long pendingBytes() {
        return ended ? 0 : link.pendingBytes();
    }

    @Override
    public void pauseReading() {
        if (!ended) {
            link.pause();
        }
    }

    @Override
    public void resumeReading() {
        if (!ended) {
            link.resume();
        }
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
        events.onReceived(utf8.readableBytes());
        try {
            Packet packet = protocol.decodeText(utf8);
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
        if (ended) {
            return;
        }
        events.onReceived(data.readableBytes());
        try {
            events.onPacket(protocol.decodeBinary(data));
        } catch (MalformedPacketException e) {
            end(CloseReason.PARSE_ERROR);
        }
    }

    @Override
    public void onRefused() {
        if (!ended) {
            ended = true;
            events.onTransportEnd(CloseReason.TRANSPORT_ERROR);
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
