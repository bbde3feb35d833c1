package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Backlog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketDebug;
import io.quarkiverse.socketio.runtime.socketio.handshake.Authenticator;
import io.quarkiverse.socketio.runtime.socketio.handshake.ConnectError;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.handshake.ProtocolRevision;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.SocketPacketType;
import io.quarkiverse.socketio.runtime.socketio.recovery.Recovery;
import io.quarkiverse.socketio.runtime.socketio.rooms.ClientAnswer;
import io.quarkiverse.socketio.runtime.socketio.rooms.HeldAnswers;

/**
 * The connection of one client: decodes its packets and passes them to its sockets, one in each namespace, over one Engine.IO
 * session.
 * <p>
 * Thread: the session's event loop.
 */
final class ClientConnection implements EngineListener {
    private static final Logger LOG = Logger.getLogger(ClientConnection.class);

    /** Time for each attachment to arrive; until then the packet is held, and with it all that follows. */
    private static final Duration ATTACHMENT_TIMEOUT = Duration.ofSeconds(30);

    private final EngineSession session;
    private final ServerImpl server;
    private final ProtocolRevision revision;
    private final ConnectionImpl connection;
    /** Made with the first event. */
    private @Nullable Backlog backlog;
    /** Made with the first answer to a broadcast. */
    private @Nullable HeldAnswers answers;
    /** By namespace, in the order in which they connected. Never changed but replaced, as is the next one: that takes less memory. */
    private Map<String, SocketImpl> sockets = Map.of();
    /** The namespaces whose CONNECT packet waits for authentication, for the namespace, or for a session. */
    private Set<String> resolving = Set.of();
    private EventLoop.@Nullable Timer connectTimer;
    private @Nullable IncomingPacket incomplete;
    private List<byte[]> attachments = List.of();
    private int attachmentBytes;
    /** Of the CONNECT packets of all its namespaces. */
    private int authBytes;
    private EventLoop.@Nullable Timer attachmentTimer;

    ClientConnection(EngineSession session, ServerImpl server) {
        this.session = session;
        this.server = server;
        this.revision = ProtocolRevision.of(session);
        this.connection = new ConnectionImpl(session, server.failures());
        this.connectTimer = session.loop().schedule(server.options().connectTimeout(), () -> {
            if (sockets.values().stream().allMatch(SocketImpl::isConnecting)) {
                close(DisconnectReason.FORCED_SERVER_CLOSE);
            }
        });
        if (revision == ProtocolRevision.V4) { // after the open packet, which such clients expect to be sent alone
            session.loop().execute(this::connectToMain);
        }
    }

    private void connectToMain() {
        if (session.isOpen()) {
            connect(ProtocolRevision.connect(ProtocolRevision.MAIN, Map.of(), server.parser()));
        }
    }

    ProtocolRevision revision() {
        return revision;
    }

    EngineSession session() {
        return session;
    }

    /** Returns where the events of an open session wait. */
    Backlog backlog() {
        if (backlog == null) {
            backlog = new Backlog(session, server.options().limits().bytes().backlog());
        }
        return backlog;
    }

    /** Encodes what the client answered to a broadcast, which may be held until other clients have answered. */
    ClientAnswer answer(String namespace, Arguments arguments) {
        if (answers == null) {
            answers = new HeldAnswers(session::openAccount, session.loop()::execute,
                    () -> session.close(CloseReason.TRANSPORT_ERROR));
        }
        return new ClientAnswer(server.parser().encodeAck(namespace, 0, arguments.toList().toArray()), answers);
    }

    ConnectionImpl connection() {
        return connection;
    }

    @Override
    public void onUpgraded() {
        connection.onUpgraded();
        for (SocketImpl socket : sockets.values()) {
            if (!socket.isConnecting()) {
                socket.namespace().handlers().reportUpgrade(socket);
            }
        }
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
                session.account().add(packet.weight());
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
                onPacket(server.parser().decodeBinary(data));
                return;
            }
            attachmentBytes += data.readableBytes();
            if (attachmentBytes > server.options().limits().bytes().attachments()) {
                throw new InvalidPacketException("attachments too large");
            }
            session.account().add(data.readableBytes());
            attachments.add(ByteBufUtil.getBytes(data));
            stopAttachmentTimer();
            if (attachments.size() == incomplete.attachments()) {
                IncomingPacket packet = incomplete;
                incomplete = null;
                session.account().remove(packet.weight() + attachmentBytes);
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
        attachmentTimer = session.loop().schedule(ATTACHMENT_TIMEOUT,
                () -> refuse(new InvalidPacketException("an attachment did not come")));
    }

    private void stopConnectTimer() {
        if (connectTimer != null) {
            connectTimer.cancel();
            connectTimer = null;
        }
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
        String name = revision.namespace(packet);
        SocketImpl socket = sockets.get(name);
        if (socket == null && packet.type() == SocketPacketType.CONNECT && !resolving.contains(name)) {
            connect(revision.readConnect(packet, server.parser()));
        } else if (socket == null || socket.isConnecting()) {
            close(DisconnectReason.FORCED_SERVER_CLOSE);
        } else {
            switch (packet.type()) {
                case EVENT, BINARY_EVENT -> {
                    server.stats().countReceived();
                    SocketDebug.received(socket, packet);
                    socket.onEvent(packet);
                }
                case ACK, BINARY_ACK -> {
                    SocketDebug.received(socket, packet);
                    socket.onAck(packet);
                }
                case DISCONNECT -> socket.onDisconnected(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
                case CONNECT, CONNECT_ERROR -> close(DisconnectReason.FORCED_SERVER_CLOSE);
            }
        }
    }

    private void connect(IncomingPacket packet) {
        String name = packet.namespace();
        debug(name, "received CONNECT", "");
        if (sockets.size() + resolving.size() >= server.options().limits().namespaces()) {
            refuse(name, new ConnectError("Too many namespaces", null));
            return;
        }
        int max = server.options().limits().bytes().auth();
        if (packet.payloadBytes() > max - authBytes) {
            refuse(name, new ConnectError(packet.payloadBytes() > max ? "The auth payload has more than " + max + " bytes"
                    : "The auth payloads of all namespaces have more than " + max + " bytes together", null));
            return;
        }
        HandshakeImpl handshake = new HandshakeImpl(session.request(), packet, null);
        startConnecting(handshake);
        Authenticator authenticator = server.authenticator();
        if (authenticator == null) {
            resolve(name, handshake);
            return;
        }
        authenticator.authenticate(handshake, session.request().user(), (identity, refusal) -> session.loop().execute(() -> {
            if (identity != null) {
                resolve(name, handshake.withIdentity(identity));
            } else {
                stopConnecting(handshake);
                if (session.isOpen()) {
                    refuse(name, ConnectError.of(Objects.requireNonNull(refusal), name), revision::refused);
                }
            }
        }));
    }

    /** The auth payload counts as held memory from now on. */
    private void startConnecting(HandshakeImpl handshake) {
        Set<String> more = new HashSet<>(resolving);
        more.add(handshake.namespace());
        resolving = Set.copyOf(more);
        changeAuthBytes(handshake.connect().payloadBytes());
    }

    private void changeAuthBytes(int change) {
        authBytes += change;
        session.account().change(change);
    }

    /** Ends the handling of a CONNECT packet that was refused, or whose client is gone: there will be no socket. */
    private void stopConnecting(HandshakeImpl handshake) {
        endResolving(handshake.namespace());
        changeAuthBytes(-handshake.connect().payloadBytes());
    }

    private void endResolving(String namespace) {
        Set<String> fewer = new HashSet<>(resolving);
        fewer.remove(namespace);
        resolving = Set.copyOf(fewer);
    }

    private void resolve(String name, HandshakeImpl handshake) {
        server.namespacesOfClients().enter(name, handshake, (namespace, error) -> session.loop().run(() -> {
            if (namespace != null) {
                recover(namespace, handshake);
            } else {
                stopConnecting(handshake);
                if (session.isOpen()) {
                    refuse(name, error);
                }
            }
        }));
    }

    private void recover(NamespaceImpl namespace, HandshakeImpl handshake) {
        Recovery recovery = namespace.recovery();
        if (recovery == null || revision == ProtocolRevision.V4) {
            join(namespace, handshake, null);
        } else {
            recovery.recover(handshake, session.loop(), server.stats(), recovered -> {
                if (recovered != null && !session.isOpen()) {
                    recovery.giveBack(recovered);
                }
                join(namespace, handshake, recovered);
            });
        }
    }

    private void join(NamespaceImpl namespace, HandshakeImpl handshake, Recovery.@Nullable Recovered recovered) {
        endResolving(namespace.name());
        if (session.isOpen()) {
            SocketImpl socket = new SocketImpl(this, namespace, handshake, server.executor(), recovered);
            Map<String, SocketImpl> more = new LinkedHashMap<>(sockets);
            more.put(namespace.name(), socket);
            sockets = smallest(more);
            socket.connect(recovered != null && server.options().recoverySkipsMiddlewares());
        } else {
            server.namespacesOfClients().leave(namespace);
        }
    }

    /**
     * Sends the CONNECT packet that answers the client's, after all middlewares have admitted the socket.
     *
     * @param pid the secret by which the client may recover its session; {@code null} if it cannot
     */
    void onConnected(SocketImpl socket, @Nullable String pid) {
        stopConnectTimer();
        session.accept();
        if (DebugLog.SOCKET.isDebugEnabled()) {
            String recovered = pid == null ? "" : socket.recovered() ? ", recovered" : ", a new session";
            debug(socket.namespace().name(), "connected as socket ", socket.id() + recovered);
        }
        send(server.parser().encodeControl(SocketPacketType.CONNECT, socket.namespace().name(),
                revision.accepted(socket.id(), pid)));
    }

    /** Sends a CONNECT_ERROR, after a middleware has refused the socket. */
    void refuse(SocketImpl socket, ConnectError error) {
        remove(socket);
        refuse(socket.namespace().name(), error, revision::refused);
    }

    private void refuse(String namespace, ConnectError error) {
        refuse(namespace, error, ConnectError::payload);
    }

    private void debug(String namespace, String what, String detail) {
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s %s: %s%s", session.id(), DebugLog.name(namespace), what, detail);
        }
    }

    private void refuse(String namespace, ConnectError error, Function<ConnectError, Object> form) {
        if (DebugLog.SOCKET.isDebugEnabled()) {
            debug(namespace, "refused, ", DebugLog.quoted(error.message()));
        }
        EncodedPacket packet;
        try {
            packet = server.parser().encodeControl(SocketPacketType.CONNECT_ERROR, namespace, form.apply(error));
        } catch (SocketIOException e) {
            String text = server.unsendable().next(session.loop().nanoTime(),
                    "The data of a ConnectErrorException in namespace "
                            + namespace + " cannot be sent, its message is: " + e.getMessage());
            if (text != null) {
                LOG.warn(text);
            }
            ConnectError bare = new ConnectError(error.message(), null);
            packet = server.parser().encodeControl(SocketPacketType.CONNECT_ERROR, namespace, form.apply(bare));
        }
        send(packet);
    }

    ServerStats stats() {
        return server.stats();
    }

    void send(EncodedPacket packet) {
        PacketFrames.of(packet).sendTo(session);
    }

    /** Maps of the JDK for several entries would lose the order, in which a client gets DISCONNECT packets. */
    private static Map<String, SocketImpl> smallest(Map<String, SocketImpl> sockets) {
        return sockets.size() > 1 ? sockets : Map.copyOf(sockets);
    }

    /** Removes a socket that is disconnected. */
    void remove(SocketImpl socket) {
        Map<String, SocketImpl> fewer = new LinkedHashMap<>(sockets);
        fewer.remove(socket.namespace().name(), socket);
        sockets = smallest(fewer);
        changeAuthBytes(-socket.handshake().connect().payloadBytes());
        server.namespacesOfClients().leave(socket.namespace());
    }

    /**
     * Disconnects all sockets, each with a DISCONNECT packet, and closes the connection.
     *
     * @param asked one of the sockets; does nothing if it is disconnected already
     */
    void disconnectAll(SocketImpl asked) {
        if (!sockets.containsValue(asked)) {
            return;
        }
        for (SocketImpl socket : sockets.values()) {
            socket.disconnectFromNamespace();
        }
        close(DisconnectReason.FORCED_SERVER_CLOSE);
    }

    /** Closes the connection without DISCONNECT packets. */
    void close(DisconnectReason reason) {
        disconnectSockets(reason);
        session.close(CloseReason.FORCED_CLOSE);
    }

    @Override
    public void onClose(CloseReason reason) {
        stopConnectTimer();
        stopAttachmentTimer();
        incomplete = null;
        attachments = List.of();
        DisconnectReason disconnectReason = switch (reason) {
            case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
            case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
            case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
            case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
            case FORCED_CLOSE -> DisconnectReason.FORCED_CLOSE;
            case SERVER_SHUTTING_DOWN -> DisconnectReason.SERVER_SHUTTING_DOWN;
        };
        disconnectSockets(disconnectReason);
        if (backlog != null) {
            backlog.close();
        }
        if (answers != null) {
            answers.close();
        }
        connection.onClosed(disconnectReason);
    }

    private void disconnectSockets(DisconnectReason reason) {
        for (SocketImpl socket : sockets.values()) {
            socket.onDisconnected(reason);
        }
    }
}
