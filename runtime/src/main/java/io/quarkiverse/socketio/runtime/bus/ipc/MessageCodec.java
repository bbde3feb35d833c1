package io.quarkiverse.socketio.runtime.bus.ipc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * Cluster messages as bytes: a version, a kind, the namespace, the fields in their order. Strings and byte arrays have their
 * length
 * before them. A packet travels encoded, so that the receiver sends it on without parsing it.
 * <p>
 * Thread: any; stateless.
 */
final class MessageCodec {
    static final int VERSION = 1;

    private static final int BROADCAST = 1;
    private static final int SERVER_SIDE_EMIT = 2;
    private static final int JOIN = 3;
    private static final int LEAVE = 4;
    private static final int DISCONNECT = 5;
    private static final int FETCH = 6;
    private static final int FETCHED = 7;

    private MessageCodec() {
    }

    static byte[] encode(ClusterMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(message, out);
        } catch (IOException e) {
            throw new UncheckedIOException("[BUG] memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(ClusterMessage message, DataOutputStream out) throws IOException {
        if (message instanceof ClusterMessage.Broadcast m) {
            head(out, BROADCAST, m);
            writeSelection(out, m.selection());
            writePacket(out, m.packet());
        } else if (message instanceof ClusterMessage.ServerSideEmit m) {
            head(out, SERVER_SIDE_EMIT, m);
            writePacket(out, m.event());
        } else if (message instanceof ClusterMessage.SocketsJoin m) {
            head(out, JOIN, m);
            writeSelection(out, m.selection());
            writeStrings(out, m.rooms());
        } else if (message instanceof ClusterMessage.SocketsLeave m) {
            head(out, LEAVE, m);
            writeSelection(out, m.selection());
            writeStrings(out, m.rooms());
        } else if (message instanceof ClusterMessage.DisconnectSockets m) {
            head(out, DISCONNECT, m);
            writeSelection(out, m.selection());
            out.writeBoolean(m.close());
        } else if (message instanceof ClusterMessage.FetchSockets m) {
            head(out, FETCH, m);
            out.writeLong(m.request());
            writeSelection(out, m.selection());
        } else if (message instanceof ClusterMessage.FetchedSockets m) {
            head(out, FETCHED, m);
            out.writeLong(m.request());
            writeDetails(out, m.sockets());
        }
    }

    private static void head(DataOutputStream out, int kind, ClusterMessage message) throws IOException {
        out.writeByte(kind);
        writeString(out, message.namespace());
    }

    /** @throws IllegalArgumentException if it is not a message, or of a version that is not known */
    static ClusterMessage decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("message of version " + version + ", known is " + VERSION);
            }
            int kind = in.readUnsignedByte();
            String namespace = readString(in);
            return switch (kind) {
                case BROADCAST -> new ClusterMessage.Broadcast(namespace, readSelection(in), readPacket(in));
                case SERVER_SIDE_EMIT -> new ClusterMessage.ServerSideEmit(namespace, readPacket(in));
                case JOIN -> new ClusterMessage.SocketsJoin(namespace, readSelection(in), readStrings(in));
                case LEAVE -> new ClusterMessage.SocketsLeave(namespace, readSelection(in), readStrings(in));
                case DISCONNECT -> new ClusterMessage.DisconnectSockets(namespace, readSelection(in), in.readBoolean());
                case FETCH -> new ClusterMessage.FetchSockets(namespace, in.readLong(), readSelection(in));
                case FETCHED -> new ClusterMessage.FetchedSockets(namespace, in.readLong(), readDetails(in));
                default -> throw new IllegalArgumentException("message of unknown kind " + kind);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("message cut short", e);
        }
    }

    private static void writeSelection(DataOutputStream out, Selection selection) throws IOException {
        writeStrings(out, selection.rooms());
        writeStrings(out, selection.except());
        out.writeBoolean(selection.mayDrop());
    }

    /** What travels is never local. */
    private static Selection readSelection(DataInputStream in) throws IOException {
        return new Selection(readStrings(in), readStrings(in), false, in.readBoolean());
    }

    private static void writePacket(DataOutputStream out, EncodedPacket packet) throws IOException {
        writeBytes(out, packet.text());
        out.writeInt(packet.attachments().size());
        for (byte[] attachment : packet.attachments()) {
            writeBytes(out, attachment);
        }
    }

    private static EncodedPacket readPacket(DataInputStream in) throws IOException {
        byte[] text = readBytes(in);
        int count = in.readInt();
        List<byte[]> attachments = new ArrayList<>(2);
        for (int i = 0; i < count; i++) {
            attachments.add(readBytes(in));
        }
        return new EncodedPacket(text, attachments);
    }

    private static void writeDetails(DataOutputStream out, List<SocketDetails> sockets) throws IOException {
        out.writeInt(sockets.size());
        for (SocketDetails socket : sockets) {
            writeString(out, socket.id());
            writeStrings(out, socket.rooms());
            writeBytes(out, socket.data());
        }
    }

    private static List<SocketDetails> readDetails(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<SocketDetails> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new SocketDetails(readString(in), readStrings(in), readBytes(in)));
        }
        return sockets;
    }

    private static void writeStrings(DataOutputStream out, Set<String> strings) throws IOException {
        out.writeInt(strings.size());
        for (String string : strings) {
            writeString(out, string);
        }
    }

    private static Set<String> readStrings(DataInputStream in) throws IOException {
        int count = in.readInt();
        Set<String> strings = new HashSet<>();
        for (int i = 0; i < count; i++) {
            strings.add(readString(in));
        }
        return strings;
    }

    private static void writeString(DataOutputStream out, String string) throws IOException {
        writeBytes(out, string.getBytes(StandardCharsets.UTF_8));
    }

    private static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length + " of " + in.available() + " bytes");
        }
        return in.readNBytes(length);
    }
}
