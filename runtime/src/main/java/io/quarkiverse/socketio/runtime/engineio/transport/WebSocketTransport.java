package io.quarkiverse.socketio.runtime.engineio.transport;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.PacketType;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/**
 * Sends and receives packets by WebSocket ("WebSocket" in the protocol): each is one message, text or binary.
 * <p>
 * Thread: the session's event loop.
 */
public final class WebSocketTransport implements Transport, WebSocketLink.Receiver {
    public static final String NAME = "websocket";

    private static final int NORMAL_CLOSURE = 1000;

    private final WebSocketLink link;
    private final TransportListener listener;
    private final TransportLimits limits;
    private final Protocol protocol;
    private boolean ended;

    public WebSocketTransport(WebSocketLink link, TransportListener listener, TransportLimits limits, Protocol protocol) {
        this.link = link;
        this.listener = listener;
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
        listener.onSent(Frame.contentLength(message));
        link.write(message, frame.isCompressible());
        if (link.pendingBytes() > limits.maxBufferedBytes()) {
            abort();
            listener.onTransportClosed(CloseReason.TRANSPORT_ERROR);
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
        listener.onReceived(utf8.readableBytes());
        try {
            Packet packet = protocol.decodeText(utf8);
            if (packet.type() == PacketType.CLOSE) {
                closeWith(CloseReason.TRANSPORT_CLOSE);
            } else {
                listener.onPacket(packet);
            }
        } catch (MalformedPacketException e) {
            closeWith(CloseReason.PARSE_ERROR);
        }
    }

    @Override
    public void onBinary(ByteBuf data) {
        if (ended) {
            return;
        }
        listener.onReceived(data.readableBytes());
        try {
            listener.onPacket(protocol.decodeBinary(data));
        } catch (MalformedPacketException e) {
            closeWith(CloseReason.PARSE_ERROR);
        }
    }

    @Override
    public void onInvalidMessage() {
        if (!ended) {
            ended = true;
            listener.onTransportClosed(CloseReason.TRANSPORT_ERROR);
        }
    }

    @Override
    public void onClosed() {
        if (!ended) {
            ended = true;
            listener.onTransportClosed(CloseReason.TRANSPORT_CLOSE);
        }
    }

    private void closeWith(CloseReason reason) {
        ended = true;
        link.close(NORMAL_CLOSURE);
        listener.onTransportClosed(reason);
    }
}
