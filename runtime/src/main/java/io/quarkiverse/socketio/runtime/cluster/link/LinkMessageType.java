package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * The types of messages on the link: each has its code, which follows the version of a frame, its class, and the reader of its
 * payload.
 */
public enum LinkMessageType {
    HELLO(1, LinkMessage.Hello.class, LinkMessage.Hello::read),
    READY(2, LinkMessage.Ready.class, in -> new LinkMessage.Ready()),
    LOAD(3, LinkMessage.Load.class, LinkMessage.Load::read),
    MEMBERS(4, LinkMessage.Members.class, LinkMessage.Members::read),
    CLUSTER_VIEW(5, LinkMessage.ClusterView.class, LinkMessage.ClusterView::read),
    STOP(6, LinkMessage.Stop.class, in -> new LinkMessage.Stop(in.readInt())),
    BUS(7, LinkMessage.Bus.class, LinkMessage.Bus::read),
    DRAIN(8, LinkMessage.Drain.class, in -> new LinkMessage.Drain(in.readInt())),
    DRAINED(9, LinkMessage.Drained.class, in -> new LinkMessage.Drained()),
    SHED(10, LinkMessage.Shed.class, in -> new LinkMessage.Shed(in.readInt())),
    QUERY_REQUEST(11, LinkMessage.QueryRequest.class, LinkMessage.QueryRequest::read),
    QUERY_RESPONSE(12, LinkMessage.QueryResponse.class, LinkMessage.QueryResponse::read),
    ANNOUNCEMENT(13, LinkMessage.Announcement.class, LinkMessage.Announcement::read),
    SEQUENCE(14, SequencerMessage.Sequence.class, SequencerMessage.Sequence::read),
    SEQUENCED(15, SequencerMessage.Sequenced.class, SequencerMessage.Sequenced::read),
    SEQUENCE_START(16, SequencerMessage.SequenceStart.class, SequencerMessage.SequenceStart::read),
    SAVE_SESSION(17, SessionMessage.SaveSession.class, SessionMessage.SaveSession::read),
    SESSION_SAVED(18, SessionMessage.SessionSaved.class, in -> new SessionMessage.SessionSaved()),
    TAKE_SESSION(19, SessionMessage.TakeSession.class, SessionMessage.TakeSession::read),
    TAKEN_SESSION(20, SessionMessage.TakenSession.class, SessionMessage.TakenSession::read),
    FORGET_SESSION(21, SessionMessage.ForgetSession.class, SessionMessage.ForgetSession::read),
    RELEASE_SESSION(22, SessionMessage.ReleaseSession.class, SessionMessage.ReleaseSession::read),
    SESSION_RELEASED(23, SessionMessage.SessionReleased.class, SessionMessage.SessionReleased::read),
    LEAD(24, LinkMessage.Lead.class, in -> new LinkMessage.Lead(in.readBoolean())),
    LEADERSHIP_ENDED(25, LinkMessage.LeadershipEnded.class, in -> new LinkMessage.LeadershipEnded());

    private static final Map<Integer, LinkMessageType> BY_CODE = new HashMap<>();
    private static final Map<Class<?>, LinkMessageType> BY_CLASS = new HashMap<>();
    static {
        for (LinkMessageType type : values()) {
            BY_CODE.put(type.code, type);
            BY_CLASS.put(type.message, type);
        }
    }

    final int code;
    final Class<? extends LinkMessage> message;
    private final Function<ByteBuf, @Nullable LinkMessage> reader;

    <M extends LinkMessage> LinkMessageType(int code, Class<M> message, Function<ByteBuf, @Nullable M> reader) {
        this.code = code;
        this.message = message;
        this.reader = reader::apply;
    }

    static LinkMessageType of(LinkMessage message) {
        return Objects.requireNonNull(BY_CLASS.get(message.getClass()), () -> "[BUG] no type of " + message);
    }

    /** Reads a message; null for a type that this version does not know. */
    static @Nullable LinkMessage read(int code, ByteBuf payload) {
        LinkMessageType type = BY_CODE.get(code);
        return type == null ? null : type.reader.apply(payload);
    }
}
