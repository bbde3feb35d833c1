package io.quarkiverse.socketio.runtime.bus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Answer;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Command;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Performer;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Question;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Respondent;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.Inquiry;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore.Missed;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/** Messages about sessions that go from server to server; {@link SessionFields} has what their fields consist of. */
public interface SessionMessages {
    /** I have this namespace now: tell me what you have {@link Heard} there. */
    record Entered(String namespace) implements Command {
        static Entered read(String namespace, FieldReader in) {
            return new Entered(namespace);
        }

        @Override
        public void write(FieldWriter out) {
            // the namespace is all
        }

        @Override
        public MessageKind kind() {
            return MessageKind.ENTERED;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onEntered(from);
        }
    }

    /** The number of the last event of each server that I got in this namespace, mine among them. */
    record Heard(String namespace, Map<String, Long> last) implements Command {
        static Heard read(String namespace, FieldReader in) {
            return new Heard(namespace, SessionFields.readNumbers(in));
        }

        @Override
        public void write(FieldWriter out) {
            SessionFields.writeNumbers(out, last);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.HEARD;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onHeard(this);
        }
    }

    /** A client has come back to me: give me what you have of it, as of that offset, and forget it. */
    record ClaimSession(String namespace, String request, String pid, String offset) implements Question {
        static ClaimSession read(String namespace, FieldReader in) {
            return new ClaimSession(namespace, in.string(), in.string(), in.string());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).string(pid).string(offset);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.CLAIM_SESSION;
        }

        @Override
        public void ask(Respondent respondent) {
            respondent.onClaimSession(this);
        }
    }

    /**
     * I leave: let clients find with you what they left with me. All parts of an estate come in their order.
     *
     * @param estate a part, without its sessions
     * @param sessions of that part
     * @param last whether that was all
     */
    record Bequest(String namespace, Estate estate, List<LeftSession> sessions, boolean last) implements Command {
        static Bequest read(String namespace, FieldReader in) {
            return new Bequest(namespace, SessionFields.readEstate(in), in.list(SessionFields::readLeft), in.bool());
        }

        @Override
        public void write(FieldWriter out) {
            SessionFields.writeEstate(out, estate);
            out.list(sessions, SessionFields::writeLeft).bool(last);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.BEQUEST;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onBequest(from, this);
        }
    }

    /** A session of a {@link Bequest}; what it has {@code heard} is in the estate. */
    record LeftSession(MovedSession session, long since, StoredSession.@Nullable Former former, Duration age) {
    }

    /** I do not wait any more for what you have of that client, who is about to connect to you too. */
    record ClaimEnded(String namespace, String request) implements Command {
        static ClaimEnded read(String namespace, FieldReader in) {
            return new ClaimEnded(namespace, in.string());
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.CLAIM_ENDED;
        }

        @Override
        public void perform(String from, Performer performer) {
            performer.onClaimEnded(this);
        }
    }

    /**
     * The answer to a {@link ClaimSession}, or a part of it.
     *
     * @param session in the last part; {@code null} there if there is none
     * @param missed without offsets
     * @param more whether another part follows
     * @param heir who has now what this server had; {@code null} unless it leaves
     */
    // wall: fields of a message
    record ClaimedSession(String namespace, String request, @Nullable MovedSession session, List<Missed> missed,
            boolean more, @Nullable String heir) implements Answer<ClaimedSession> {
        static ClaimedSession read(String namespace, FieldReader in) {
            return new ClaimedSession(namespace, in.string(), in.optional(SessionFields::readMoved),
                    in.list(SessionFields::readMissed), in.bool(), in.optional(FieldReader::string));
        }

        @Override
        public void write(FieldWriter out) {
            out.string(request).optional(session, SessionFields::writeMoved).list(missed, SessionFields::writeMissed)
                    .bool(more).optional(heir, FieldWriter::string);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.CLAIMED_SESSION;
        }

        @Override
        public Class<ClaimedSession> type() {
            return ClaimedSession.class;
        }

        @Override
        public void addTo(Inquiry<ClaimedSession> inquiry, String from) {
            inquiry.answers(from, List.of(this), more);
            if (session != null) {
                inquiry.end();
            }
        }
    }

    /**
     * A session on its way to another server.
     *
     * @param data as the parser encoded it
     * @param heard up to which event of each server its client got or missed what was for it
     */
    record MovedSession(String id, String pid, Set<String> rooms, byte[] data, Map<String, Long> heard) {
    }
}
