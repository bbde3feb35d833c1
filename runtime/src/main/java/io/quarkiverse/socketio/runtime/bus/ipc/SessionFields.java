package io.quarkiverse.socketio.runtime.bus.ipc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.Origin;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * The fields of messages about sessions that go from server to server, as {@link MessageCodec} has fields.
 * <p>
 * Thread: any; stateless.
 */
final class SessionFields {
    private SessionFields() {
    }

    static void writeClaimed(DataOutputStream out, ClusterMessage.ClaimedSession m) throws IOException {
        out.writeBoolean(m.session() != null);
        if (m.session() != null) {
            writeMoved(out, m.session());
        }
        writeMissed(out, m.missed());
        out.writeBoolean(m.more());
        writeOptional(out, m.heir());
    }

    static ClusterMessage.ClaimedSession readClaimed(DataInputStream in, String namespace, String request)
            throws IOException {
        return new ClusterMessage.ClaimedSession(namespace, request, in.readBoolean() ? readMoved(in) : null,
                readMissed(in), in.readBoolean(), readOptional(in));
    }

    static void writeBequest(DataOutputStream out, ClusterMessage.Bequest m) throws IOException {
        Estate estate = m.estate();
        MessageCodec.writeString(out, estate.prefix());
        MessageCodec.writeString(out, estate.via());
        out.writeLong(estate.position());
        writeNumbers(out, estate.heard());
        out.writeLong(estate.first());
        out.writeInt(estate.events().size());
        for (Estate.Kept kept : estate.events()) {
            MessageCodec.writePacket(out, kept.event());
            MessageCodec.writeSelection(out, kept.selection());
            MessageCodec.writeString(out, kept.origin().server());
            out.writeLong(kept.origin().number());
            out.writeLong(kept.age().toMillis());
        }
        out.writeInt(m.sessions().size());
        for (ClusterMessage.LeftSession left : m.sessions()) {
            writeMoved(out, left.session());
            out.writeLong(left.since());
            StoredSession.Former former = left.former();
            writeOptional(out, former == null ? null : former.offset());
            writeOptional(out, former == null ? null : former.here());
            out.writeLong(left.age().toMillis());
        }
        out.writeBoolean(m.last());
    }

    static ClusterMessage.Bequest readBequest(DataInputStream in, String namespace) throws IOException {
        Estate estate = new Estate(MessageCodec.readString(in), MessageCodec.readString(in), in.readLong(), readNumbers(in),
                in.readLong(), readKept(in), List.of());
        int count = in.readInt();
        List<ClusterMessage.LeftSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(new ClusterMessage.LeftSession(readMoved(in), in.readLong(), readFormer(in),
                    readAge(in)));
        }
        return new ClusterMessage.Bequest(namespace, estate, sessions, in.readBoolean());
    }

    private static List<Estate.Kept> readKept(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Estate.Kept> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new Estate.Kept(MessageCodec.readPacket(in), MessageCodec.readSelection(in),
                    new Origin(MessageCodec.readString(in), in.readLong()), readAge(in)));
        }
        return events;
    }

    /** No more than a week, whatever comes. */
    private static Duration readAge(DataInputStream in) throws IOException {
        return Duration.ofMillis(Math.max(0, Math.min(in.readLong(), Duration.ofDays(7).toMillis())));
    }

    private static StoredSession.@Nullable Former readFormer(DataInputStream in) throws IOException {
        String offset = readOptional(in);
        String here = readOptional(in);
        return offset == null || here == null ? null : new StoredSession.Former(offset, here);
    }

    private static void writeOptional(DataOutputStream out, @Nullable String string) throws IOException {
        out.writeBoolean(string != null);
        if (string != null) {
            MessageCodec.writeString(out, string);
        }
    }

    private static @Nullable String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? MessageCodec.readString(in) : null;
    }

    static void writeMoved(DataOutputStream out, ClusterMessage.MovedSession session) throws IOException {
        MessageCodec.writeString(out, session.id());
        MessageCodec.writeString(out, session.pid());
        MessageCodec.writeStrings(out, session.rooms());
        MessageCodec.writeBytes(out, session.data());
        writeNumbers(out, session.heard());
    }

    static ClusterMessage.MovedSession readMoved(DataInputStream in) throws IOException {
        return new ClusterMessage.MovedSession(MessageCodec.readString(in), MessageCodec.readString(in),
                MessageCodec.readStrings(in), MessageCodec.readBytes(in),
                readNumbers(in));
    }

    static void writeMissed(DataOutputStream out, List<SessionStore.Missed> all) throws IOException {
        out.writeInt(all.size());
        for (SessionStore.Missed missed : all) {
            out.writeBoolean(missed.compress());
            MessageCodec.writePacket(out, missed.packet());
        }
    }

    static List<SessionStore.Missed> readMissed(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<SessionStore.Missed> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean compress = in.readBoolean();
            all.add(new SessionStore.Missed(MessageCodec.readPacket(in), compress));
        }
        return all;
    }

    static void writeNumbers(DataOutputStream out, Map<String, Long> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            MessageCodec.writeString(out, number.getKey());
            out.writeLong(number.getValue());
        }
    }

    static Map<String, Long> readNumbers(DataInputStream in) throws IOException {
        int count = in.readInt();
        Map<String, Long> numbers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            numbers.put(MessageCodec.readString(in), in.readLong());
        }
        return numbers;
    }
}
