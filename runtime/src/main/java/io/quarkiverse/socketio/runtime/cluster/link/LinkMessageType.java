package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/**
 * The types of messages on the link: each has its code, which follows the version of a frame, and the reader of its payload.
 */
public enum LinkMessageType {
    HELLO(1, LinkMessage.Hello::read),
    READY(2, in -> new LinkMessage.Ready()),
    LOAD(3, LinkMessage.Load::read),
    MEMBERS(4, LinkMessage.Members::read),
    CLUSTER_VIEW(5, LinkMessage.ClusterView::read),
    STOP(6, in -> new LinkMessage.Stop(in.readInt())),
    BUS(7, LinkMessage.Bus::read),
    DRAIN(8, in -> new LinkMessage.Drain(in.readInt())),
    DRAINED(9, in -> new LinkMessage.Drained()),
    SHED(10, in -> new LinkMessage.Shed(in.readInt())),
    QUESTION(11, LinkMessage.Question::read),
    ANSWER(12, LinkMessage.Answer::read),
    ANNOUNCEMENT(13, LinkMessage.Announcement::read),
    SEQUENCE(14, SequencerMessage.Sequence::read),
    SEQUENCED(15, SequencerMessage.Sequenced::read),
    SEQUENCE_START(16, SequencerMessage.SequenceStart::read),
    SAVE_SESSION(17, SessionMessage.SaveSession::read),
    SESSION_SAVED(18, in -> new SessionMessage.SessionSaved()),
    TAKE_SESSION(19, SessionMessage.TakeSession::read),
    TAKEN_SESSION(20, SessionMessage.TakenSession::read),
    FORGET_SESSION(21, SessionMessage.ForgetSession::read),
    RELEASE_SESSION(22, SessionMessage.ReleaseSession::read),
    SESSION_RELEASED(23, SessionMessage.SessionReleased::read);

    private static final Map<Integer, LinkMessageType> BY_CODE = new HashMap<>();
    static {
        for (LinkMessageType type : values()) {
            BY_CODE.put(type.code, type);
        }
    }

    final int code;
    private final Function<ByteBuf, @Nullable LinkMessage> reader;

    LinkMessageType(int code, Function<ByteBuf, @Nullable LinkMessage> reader) {
        this.code = code;
        this.reader = reader;
    }

    /** Reads a message; null for a type that this version does not know. */
    static @Nullable LinkMessage read(int code, ByteBuf payload) {
        LinkMessageType type = BY_CODE.get(code);
        return type == null ? null : type.reader.apply(payload);
    }
}
