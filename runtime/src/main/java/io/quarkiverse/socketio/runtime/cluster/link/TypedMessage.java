package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/** A message that has its writer and its reader beside it: a new one is a record and its {@link Type}. */
public sealed interface TypedMessage extends LinkMessage permits SequencerMessage, SessionMessage {
    Type type();

    /** Appends the payload. */
    void write(ByteBuf out);

    /** What follows the version of a frame, and how the payload behind it is read. */
    enum Type {
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

        private static final Map<Integer, Type> BY_CODE = new HashMap<>();
        static {
            for (Type type : values()) {
                BY_CODE.put(type.code, type);
            }
        }

        final int code;
        private final Function<ByteBuf, TypedMessage> reader;

        Type(int code, Function<ByteBuf, TypedMessage> reader) {
            this.code = code;
            this.reader = reader;
        }

        /** Null for a type that this version does not know. */
        static @Nullable TypedMessage read(int code, ByteBuf payload) {
            Type type = BY_CODE.get(code);
            return type == null ? null : type.reader.apply(payload);
        }
    }
}
