package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketType;

/**
 * One client: its sockets, one in each namespace it joined, over one Engine.IO session.
 * <p>
 * Thread: the session's event loop.
 */
final class ClientConnection implements EngineListener {
    private static final Logger LOG = Logger.getLogger(ClientConnection.class);

    /** How long each attachment may take to come; until then the packet and those before it are held. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EngineSession session;
    private final ServerImpl server;
    private final Map<String, SocketImpl> sockets = new HashMap<>(2);
    private final EventLoop.Timer connectTimer;
    private @Nullable IncomingPacket incomplete;
    private List<byte[]> attachments = List.of();
    private int attachmentBytes;
    private EventLoop.@Nullable Timer attachmentTimer;

    ClientConnection(EngineSession session, ServerImpl server) {
        this.session = session;
        this.server = server;
        this.connectTimer = session.loop().schedule(server.options().connectTimeout(), () -> {
            if (sockets.isEmpty()) {
                close(DisconnectReason.FORCED_SERVER_CLOSE);
            }
        });
    }

    EngineSession session() {
        return session;
    }

    @Override
    public void onText(ByteBuf utf8) {
        try {
            if (incomplete != null) {
                throw new InvalidPacketException("text where an attachment is due");
            }
            IncomingPacket packet = server.parser().decode(utf8);
            if (packet.attachments() > 0) {
                incomplete = packet;
                attachments = new ArrayList<>();
                attachmentBytes = 0;
                awaitAttachment();
            } else {
                onPacket(packet);
            }
        } catch (InvalidPacketException e) {
            refuse(e);
        }
    }

    @Override
    public void onBinary(ByteBuf data) {
        try {
            if (incomplete == null) {
                throw new InvalidPacketException("an attachment of no packet");
            }
            attachmentBytes += data.readableBytes();
            if (attachmentBytes > server.options().maxAttachmentBytes()) {
                throw new InvalidPacketException("attachments too large");
            }
            attachments.add(ByteBufUtil.getBytes(data));
            stopAttachmentTimer();
            if (attachments.size() == incomplete.attachments()) {
                IncomingPacket packet = incomplete;
                incomplete = null;
                packet.attach(attachments);
                attachments = List.of();
                onPacket(packet);
            } else {
                awaitAttachment();
            }
        } catch (InvalidPacketException e) {
            refuse(e);
        }
    }

    private void awaitAttachment() {
        attachmentTimer = session.loop().schedule(PATIENCE,
                () -> refuse(new InvalidPacketException("an attachment did not come")));
    }

    private void stopAttachmentTimer() {
        if (attachmentTimer != null) {
            attachmentTimer.cancel();
            attachmentTimer = null;
        }
    }

    private void refuse(InvalidPacketException e) {
        LOG.debugf("A client is closed for what it sent: %s", e.getMessage());
        close(DisconnectReason.PARSE_ERROR);
    }

    private void onPacket(IncomingPacket packet) {
        SocketImpl socket = sockets.get(packet.namespace());
        if (socket == null) {
            if (packet.type() == PacketType.CONNECT) {
                connect(packet);
            } else {
                close(DisconnectReason.FORCED_SERVER_CLOSE);
            }
            return;
        }
        switch (packet.type()) {
            case EVENT, BINARY_EVENT -> socket.onEvent(packet);
            case ACK, BINARY_ACK -> socket.onAck(packet);
            case DISCONNECT -> socket.onDisconnected(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
            case CONNECT, CONNECT_ERROR -> close(DisconnectReason.FORCED_SERVER_CLOSE);
        }
    }

    private void connect(IncomingPacket packet) {
        NamespaceImpl namespace = server.find(packet.namespace());
        if (namespace == null) {
            refuseNamespace(packet.namespace(), "Invalid namespace");
        } else if (sockets.size() >= server.options().maxNamespaces()) {
            refuseNamespace(packet.namespace(), "Too many namespaces");
        } else {
            connectTimer.cancel();
            SocketImpl socket = new SocketImpl(this, namespace, new HandshakeImpl(session.request(), packet),
                    server.executor());
            sockets.put(namespace.name(), socket);
            socket.onConnected();
        }
    }

    private void refuseNamespace(String namespace, String message) {
        send(server.parser().encodeControl(PacketType.CONNECT_ERROR, namespace, Map.of("message", message)));
    }

    void send(EncodedPacket packet) {
        PacketFrames.of(packet).sendTo(session);
    }

    void remove(SocketImpl socket) {
        sockets.remove(socket.namespace().name(), socket);
    }

    /** {@code socket.disconnect(true)}: each socket is told, then the connection ends. */
    void disconnectAll() {
        for (SocketImpl socket : List.copyOf(sockets.values())) {
            socket.disconnectFromNamespace();
        }
        close(DisconnectReason.FORCED_SERVER_CLOSE);
    }

    private void close(DisconnectReason reason) {
        endSockets(reason);
        session.close(CloseReason.FORCED_CLOSE);
    }

    @Override
    public void onClose(CloseReason reason) {
        connectTimer.cancel();
        stopAttachmentTimer();
        endSockets(switch (reason) {
            case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
            case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
            case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
            case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
            case FORCED_CLOSE -> DisconnectReason.FORCED_CLOSE;
            case SERVER_SHUTTING_DOWN -> DisconnectReason.SERVER_SHUTTING_DOWN;
        });
    }

    private void endSockets(DisconnectReason reason) {
        for (SocketImpl socket : List.copyOf(sockets.values())) {
            socket.onDisconnected(reason);
        }
    }
}
