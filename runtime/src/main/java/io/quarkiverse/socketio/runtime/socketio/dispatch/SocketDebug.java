package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * Logs what happens to sockets in {@link DebugLog#SOCKET}. Does nothing, and allocates nothing, while that is off.
 * <p>
 * Thread: any.
 */
public final class SocketDebug {
    private SocketDebug() {
    }

    /** Logs an event or an acknowledgement of the client. */
    public static void received(ListeningSocket socket, IncomingPacket packet) {
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s: received %s", socket.label(), describe(packet));
        }
    }

    /** Logs an event or an acknowledgement that is sent to the client. */
    static void sent(ListeningSocket socket, PacketFrames frames, PacketParser parser) {
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s: sends %s", socket.label(), describe(frames.packet(), parser));
        }
    }

    private static String describe(EncodedPacket packet, PacketParser parser) {
        try {
            return describe(parser.decode(packet));
        } catch (InvalidPacketException e) { // more attachments than clients may send, for instance
            return "a packet, " + packet.size() + " bytes";
        }
    }

    private static String describe(IncomingPacket packet) {
        int size = packet.arguments().size();
        String arguments = size + (size == 1 ? " argument" : " arguments");
        return switch (packet.type()) {
            case EVENT, BINARY_EVENT -> "event " + DebugLog.quoted(packet.event()) + ", " + arguments
                    + (packet.ackId() == IncomingPacket.NO_ACK ? "" : ", wants acknowledgement " + packet.ackId());
            case ACK, BINARY_ACK -> "acknowledgement " + packet.ackId() + ", " + arguments;
            case CONNECT, CONNECT_ERROR, DISCONNECT -> packet.type().name();
        };
    }

    static void ackTimedOut(ListeningSocket socket, long ackId) {
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s: acknowledgement %d timed out", socket.label(), ackId);
        }
    }

    public static void disconnected(ListeningSocket socket, DisconnectReason reason) {
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s: disconnected, %s", socket.label(), reason);
        }
    }
}
