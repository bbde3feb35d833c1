package io.quarkiverse.socketio.runtime.cluster.link;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/** A message about the sessions that the primary saves, see {@link SessionChannel}. */
public sealed interface SessionMessage extends LinkMessage {

    /**
     * Saves a session.
     *
     * @param held whether the worker still has the client
     * @param confirm whether {@link SessionSaved} is sent back
     */
    record SaveSession(EncodedSession saved, boolean held, boolean confirm) implements SessionMessage, OfWorker {
        static SaveSession read(ByteBuf in) {
            String key = LinkFields.readText(in);
            byte[] owner = LinkFields.readBytes(in);
            Duration ttl = Duration.ofMillis(in.readLong());
            boolean held = in.readBoolean();
            boolean confirm = in.readBoolean();
            return new SaveSession(new EncodedSession(key, owner, LinkFields.readBytes(in), ttl), held, confirm);
        }

        @Override
        public void write(ByteBuf out) {
            LinkFields.writeText(saved.key(), out);
            LinkFields.writeBytes(saved.owner(), out);
            out.writeLong(saved.ttl().toMillis()).writeBoolean(held).writeBoolean(confirm);
            LinkFields.writeBytes(saved.session(), out);
        }
    }

    /** The next {@link SaveSession} that asked for confirmation was handled. */
    record SessionSaved() implements SessionMessage, OfPrimary {
    }

    /**
     * Takes a session; answered by {@link TakenSession} with the same number.
     *
     * @param holder the worker that had the client first
     * @param keep whether the primary keeps the session, too
     */
    record TakeSession(int id, String key, byte[] owner, int holder, boolean keep) implements SessionMessage, OfWorker { // wall: fields
        static TakeSession read(ByteBuf in) {
            return new TakeSession(in.readInt(), LinkFields.readText(in), LinkFields.readBytes(in), in.readInt(),
                    in.readBoolean());
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
            LinkFields.writeText(key, out);
            LinkFields.writeBytes(owner, out);
            out.writeInt(holder).writeBoolean(keep);
        }
    }

    /**
     * The answer to a {@link TakeSession}.
     *
     * @param session null if there is none
     */
    record TakenSession(int id, byte @Nullable [] session) implements SessionMessage, OfPrimary {
        static TakenSession read(ByteBuf in) {
            return new TakenSession(in.readInt(), in.readBoolean() ? LinkFields.readBytes(in) : null);
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id).writeBoolean(session != null);
            if (session != null) {
                LinkFields.writeBytes(session, out);
            }
        }
    }

    /** Forgets a session that the worker holds, as it cannot be recovered any more. */
    record ForgetSession(String key) implements SessionMessage, OfWorker {
        static ForgetSession read(ByteBuf in) {
            return new ForgetSession(LinkFields.readText(in));
        }

        @Override
        public void write(ByteBuf out) {
            LinkFields.writeText(key, out);
        }
    }

    /**
     * Makes the holder save a session, if it has the same owner, as the client has reconnected to another worker. Answered with
     * the same number.
     */
    record ReleaseSession(int id, String key, byte[] owner) implements SessionMessage, OfPrimary {
        static ReleaseSession read(ByteBuf in) {
            return new ReleaseSession(in.readInt(), LinkFields.readText(in), LinkFields.readBytes(in));
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
            LinkFields.writeText(key, out);
            LinkFields.writeBytes(owner, out);
        }
    }

    /** The session was saved just now, or the worker does not have it. */
    record SessionReleased(int id) implements SessionMessage, OfWorker {
        static SessionReleased read(ByteBuf in) {
            return new SessionReleased(in.readInt());
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
        }
    }
}
