package io.quarkiverse.socketio.runtime.bus.ipc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.adapter.Flags;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * Cluster messages as bytes: a version, the sender's trace or nothing, a kind, the namespace, the fields in their order.
 * Strings and byte arrays have their length before them, the trace two bytes of it. A packet travels encoded, so that the
 * receiver sends it on without parsing it.
 * <p>
 * Thread: any; stateless.
 */
final class MessageCodec {
    static final int VERSION = 5;
    /** As much as W3C's baggage may have at least. */
    private static final int LONGEST_TRACE = 8192;

    private static final byte[] NO_TRACE = {};

    private static final int MAY_DROP = 1;
    private static final int COMPRESS = 2;
    /** A worker of an older build takes the ids for rooms, as it does with its own. */
    private static final int BY_ID = 4;

    private static final int BROADCAST = 1;
    private static final int SERVER_SIDE_EMIT = 2;
    private static final int JOIN = 3;
    private static final int LEAVE = 4;
    private static final int DISCONNECT = 5;
    private static final int FETCH = 6;
    private static final int FETCHED = 7;
    private static final int BROADCAST_WITH_ACK = 8;
    private static final int CLIENT_COUNT = 9;
    private static final int CLIENT_ACK = 10;
    private static final int SERVER_SIDE_QUESTION = 11;
    private static final int SERVER_SIDE_ANSWER = 12;
    private static final int ENTERED = 13;
    private static final int HEARD = 14;
    private static final int CLAIM = 15;
    private static final int CLAIMED = 16;
    private static final int CLAIM_ENDED = 17;
    private static final int BEQUEST = 18;

    private MessageCodec() {
    }

    static byte[] encode(ClusterMessage message) {
        return encode(message, null);
    }

    /** @param trace see {@link io.quarkiverse.socketio.runtime.bus.TraceCarrier}; one that is too long is left out */
    static byte[] encode(ClusterMessage message, @Nullable String trace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            byte[] fields = trace == null || trace.length() > LONGEST_TRACE ? NO_TRACE : trace.getBytes(StandardCharsets.UTF_8);
            out.writeShort(fields.length);
            out.write(fields);
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
            out.writeLong(m.number());
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
        } else if (message instanceof ClusterMessage.Entered m) {
            head(out, ENTERED, m);
        } else if (message instanceof ClusterMessage.Bequest m) {
            head(out, BEQUEST, m);
            SessionFields.writeBequest(out, m);
        } else if (message instanceof ClusterMessage.ClaimEnded m) {
            head(out, CLAIM_ENDED, m);
            writeString(out, m.request());
        } else if (message instanceof ClusterMessage.Heard m) {
            head(out, HEARD, m);
            SessionFields.writeNumbers(out, m.last());
        } else if (message instanceof ClusterMessage.Question question) {
            writeQuestion(question, out);
        } else if (message instanceof ClusterMessage.Answer answer) {
            writeAnswer(answer, out);
        }
    }

    private static void writeQuestion(ClusterMessage.Question question, DataOutputStream out) throws IOException {
        if (question instanceof ClusterMessage.BroadcastWithAck m) {
            head(out, BROADCAST_WITH_ACK, m);
            writeString(out, m.request());
            writeSelection(out, m.selection());
            out.writeLong(m.timeout().toMillis());
            writePacket(out, m.event());
        } else if (question instanceof ClusterMessage.ServerSideQuestion m) {
            head(out, SERVER_SIDE_QUESTION, m);
            writeString(out, m.request());
            writePacket(out, m.event());
        } else if (question instanceof ClusterMessage.FetchSockets m) {
            head(out, FETCH, m);
            writeString(out, m.request());
            writeSelection(out, m.selection());
        } else if (question instanceof ClusterMessage.ClaimSession m) {
            head(out, CLAIM, m);
            writeString(out, m.request());
            writeString(out, m.pid());
            writeString(out, m.offset());
        }
    }

    private static void writeAnswer(ClusterMessage.Answer answer, DataOutputStream out) throws IOException {
        if (answer instanceof ClusterMessage.ClientCount m) {
            head(out, CLIENT_COUNT, m);
            writeString(out, m.request());
            out.writeInt(m.clients());
        } else if (answer instanceof ClusterMessage.ClientAck m) {
            head(out, CLIENT_ACK, m);
            writeString(out, m.request());
            writeOptional(out, m.answer());
        } else if (answer instanceof ClusterMessage.ServerSideAnswer m) {
            head(out, SERVER_SIDE_ANSWER, m);
            writeString(out, m.request());
            writeOptional(out, m.answer());
        } else if (answer instanceof ClusterMessage.FetchedSockets m) {
            head(out, FETCHED, m);
            writeString(out, m.request());
            writeDetails(out, m.sockets());
            out.writeBoolean(m.more());
        } else if (answer instanceof ClusterMessage.ClaimedSession m) {
            head(out, CLAIMED, m);
            writeString(out, m.request());
            SessionFields.writeClaimed(out, m);
        }
    }

    private static void head(DataOutputStream out, int kind, ClusterMessage message) throws IOException {
        out.writeByte(kind);
        writeString(out, message.namespace());
    }

    /** The sender's trace in what {@link #decode} has taken; {@code null} if it has none. */
    static @Nullable String trace(byte[] bytes) {
        int length = (bytes[1] & 0xff) << 8 | bytes[2] & 0xff;
        return length == 0 ? null : new String(bytes, 3, length, StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it is not a message, or of a version that is not known */
    static ClusterMessage decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("message of version " + version + ", known is " + VERSION);
            }
            in.skipNBytes(in.readUnsignedShort());
            int kind = in.readUnsignedByte();
            String namespace = readString(in);
            return switch (kind) {
                case BROADCAST -> new ClusterMessage.Broadcast(namespace, readSelection(in), readPacket(in),
                        in.readLong());
                case SERVER_SIDE_EMIT -> new ClusterMessage.ServerSideEmit(namespace, readPacket(in));
                case JOIN -> new ClusterMessage.SocketsJoin(namespace, readSelection(in), readStrings(in));
                case LEAVE -> new ClusterMessage.SocketsLeave(namespace, readSelection(in), readStrings(in));
                case DISCONNECT -> new ClusterMessage.DisconnectSockets(namespace, readSelection(in), in.readBoolean());
                case FETCH -> new ClusterMessage.FetchSockets(namespace, readString(in), readSelection(in));
                case FETCHED -> new ClusterMessage.FetchedSockets(namespace, readString(in), readDetails(in),
                        in.readBoolean());
                case BROADCAST_WITH_ACK -> new ClusterMessage.BroadcastWithAck(namespace, readString(in), readSelection(in),
                        Duration.ofMillis(in.readLong()), readPacket(in));
                case CLIENT_COUNT -> new ClusterMessage.ClientCount(namespace, readString(in), in.readInt());
                case CLIENT_ACK -> new ClusterMessage.ClientAck(namespace, readString(in), readOptional(in));
                case SERVER_SIDE_QUESTION -> new ClusterMessage.ServerSideQuestion(namespace, readString(in),
                        readPacket(in));
                case SERVER_SIDE_ANSWER -> new ClusterMessage.ServerSideAnswer(namespace, readString(in),
                        readOptional(in));
                case ENTERED -> new ClusterMessage.Entered(namespace);
                case HEARD -> new ClusterMessage.Heard(namespace, SessionFields.readNumbers(in));
                case CLAIM -> new ClusterMessage.ClaimSession(namespace, readString(in), readString(in), readString(in));
                case BEQUEST -> SessionFields.readBequest(in, namespace);
                case CLAIM_ENDED -> new ClusterMessage.ClaimEnded(namespace, readString(in));
                case CLAIMED -> SessionFields.readClaimed(in, namespace, readString(in));
                default -> throw new IllegalArgumentException("message of unknown kind " + kind);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("message cut short", e);
        }
    }

    static void writeSelection(DataOutputStream out, Selection selection) throws IOException {
        writeStrings(out, selection.rooms());
        writeStrings(out, selection.except());
        Flags flags = selection.flags();
        out.writeByte((flags.mayDrop() ? MAY_DROP : 0) | (flags.compress() ? COMPRESS : 0) | (selection.byId() ? BY_ID : 0));
    }

    /** What travels is never local. */
    static Selection readSelection(DataInputStream in) throws IOException {
        Set<String> rooms = readStrings(in);
        Set<String> except = readStrings(in);
        int flags = in.readUnsignedByte();
        return new Selection(rooms, except, new Flags(false, (flags & MAY_DROP) != 0, (flags & COMPRESS) != 0),
                (flags & BY_ID) != 0);
    }

    static void writePacket(DataOutputStream out, EncodedPacket packet) throws IOException {
        writeBytes(out, packet.text());
        out.writeInt(packet.attachments().size());
        for (byte[] attachment : packet.attachments()) {
            writeBytes(out, attachment);
        }
    }

    static EncodedPacket readPacket(DataInputStream in) throws IOException {
        byte[] text = readBytes(in);
        int count = in.readInt();
        List<byte[]> attachments = new ArrayList<>(2);
        for (int i = 0; i < count; i++) {
            attachments.add(readBytes(in));
        }
        return new EncodedPacket(text, attachments);
    }

    private static void writeOptional(DataOutputStream out, @Nullable EncodedPacket packet) throws IOException {
        out.writeBoolean(packet != null);
        if (packet != null) {
            writePacket(out, packet);
        }
    }

    private static @Nullable EncodedPacket readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? readPacket(in) : null;
    }

    private static void writeDetails(DataOutputStream out, List<SocketDetails> sockets) throws IOException {
        out.writeInt(sockets.size());
        for (SocketDetails socket : sockets) {
            writeString(out, socket.id());
            writeStrings(out, socket.rooms());
            writeBytes(out, socket.data());
            writeBytes(out, socket.handshake());
        }
    }

    private static List<SocketDetails> readDetails(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<SocketDetails> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new SocketDetails(readString(in), readStrings(in), readBytes(in), readBytes(in)));
        }
        return sockets;
    }

    static void writeStrings(DataOutputStream out, Set<String> strings) throws IOException {
        out.writeInt(strings.size());
        for (String string : strings) {
            writeString(out, string);
        }
    }

    static Set<String> readStrings(DataInputStream in) throws IOException {
        int count = in.readInt();
        Set<String> strings = new HashSet<>();
        for (int i = 0; i < count; i++) {
            strings.add(readString(in));
        }
        return strings;
    }

    static void writeString(DataOutputStream out, String string) throws IOException {
        writeBytes(out, string.getBytes(StandardCharsets.UTF_8));
    }

    static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length + " of " + in.available() + " bytes");
        }
        return in.readNBytes(length);
    }
}
