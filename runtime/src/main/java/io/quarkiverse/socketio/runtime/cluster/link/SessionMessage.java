package io.quarkiverse.socketio.runtime.cluster.link;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;

/** A message about the sessions that the primary saves, see {@link SessionChannel}. */
public sealed interface SessionMessage extends LinkMessage {

    /** Sent by workers. */
    sealed interface OfWorker extends SessionMessage, LinkMessage.OfWorker {
        @Override
        default void deliverTo(LinkMessage.ToPrimary primary) {
            primary.on(this);
        }

        void deliverTo(PrimaryReceiver primary);
    }

    /** Sent by the primary. */
    sealed interface OfPrimary extends SessionMessage, LinkMessage.OfPrimary {
        @Override
        default void deliverTo(LinkMessage.ToWorker worker) {
            worker.on(this);
        }

        void deliverTo(WorkerReceiver worker);
    }

    /** Receives the messages of a worker. */
    interface PrimaryReceiver {
        void on(SaveSession save);

        void on(TakeSession take);

        void on(ForgetSession forget);

        void on(SessionReleased released);
    }

    /** Receives the messages of the primary. */
    interface WorkerReceiver {
        void on(SessionSaved saved);

        void on(TakenSession taken);

        void on(ReleaseSession release);
    }

    /**
     * Saves a session.
     *
     * @param held whether the worker still has the client
     * @param confirm whether {@link SessionSaved} is sent back
     */
    record SaveSession(SavedSession saved, boolean held, boolean confirm) implements OfWorker {
        static SaveSession read(ByteBuf in) {
            String key = LinkFields.readText(in);
            byte[] owner = LinkFields.readBytes(in);
            Duration ttl = Duration.ofMillis(in.readLong());
            boolean held = in.readBoolean();
            boolean confirm = in.readBoolean();
            return new SaveSession(new SavedSession(key, owner, LinkFields.readBytes(in), ttl), held, confirm);
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.SAVE_SESSION;
        }

        @Override
        public void write(ByteBuf out) {
            LinkFields.writeText(saved.key(), out);
            LinkFields.writeBytes(saved.owner(), out);
            out.writeLong(saved.ttl().toMillis()).writeBoolean(held).writeBoolean(confirm);
            LinkFields.writeBytes(saved.session(), out);
        }

        @Override
        public void deliverTo(PrimaryReceiver primary) {
            primary.on(this);
        }
    }

    /** The next {@link SaveSession} that asked for confirmation was handled. */
    record SessionSaved() implements OfPrimary {
        @Override
        public LinkMessageType type() {
            return LinkMessageType.SESSION_SAVED;
        }

        @Override
        public void write(ByteBuf out) {
            // nothing to say
        }

        @Override
        public void deliverTo(WorkerReceiver worker) {
            worker.on(this);
        }
    }

    /**
     * Takes a session; answered by {@link TakenSession} with the same number.
     *
     * @param holder the worker that had the client first
     * @param keep whether the primary keeps the session, too
     */
    record TakeSession(int id, String key, byte[] owner, int holder, boolean keep) implements OfWorker { // wall: fields
        static TakeSession read(ByteBuf in) {
            return new TakeSession(in.readInt(), LinkFields.readText(in), LinkFields.readBytes(in), in.readInt(),
                    in.readBoolean());
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.TAKE_SESSION;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
            LinkFields.writeText(key, out);
            LinkFields.writeBytes(owner, out);
            out.writeInt(holder).writeBoolean(keep);
        }

        @Override
        public void deliverTo(PrimaryReceiver primary) {
            primary.on(this);
        }
    }

    /**
     * The answer to a {@link TakeSession}.
     *
     * @param session null if there is none
     */
    record TakenSession(int id, byte @Nullable [] session) implements OfPrimary {
        static TakenSession read(ByteBuf in) {
            return new TakenSession(in.readInt(), in.readBoolean() ? LinkFields.readBytes(in) : null);
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.TAKEN_SESSION;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id).writeBoolean(session != null);
            if (session != null) {
                LinkFields.writeBytes(session, out);
            }
        }

        @Override
        public void deliverTo(WorkerReceiver worker) {
            worker.on(this);
        }
    }

    /** Forgets a session that the worker holds, as it cannot be recovered any more. */
    record ForgetSession(String key) implements OfWorker {
        static ForgetSession read(ByteBuf in) {
            return new ForgetSession(LinkFields.readText(in));
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.FORGET_SESSION;
        }

        @Override
        public void write(ByteBuf out) {
            LinkFields.writeText(key, out);
        }

        @Override
        public void deliverTo(PrimaryReceiver primary) {
            primary.on(this);
        }
    }

    /**
     * Makes the holder save a session, if it has the same owner, as the client has reconnected to another worker. Answered with
     * the same number.
     */
    record ReleaseSession(int id, String key, byte[] owner) implements OfPrimary {
        static ReleaseSession read(ByteBuf in) {
            return new ReleaseSession(in.readInt(), LinkFields.readText(in), LinkFields.readBytes(in));
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.RELEASE_SESSION;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
            LinkFields.writeText(key, out);
            LinkFields.writeBytes(owner, out);
        }

        @Override
        public void deliverTo(WorkerReceiver worker) {
            worker.on(this);
        }
    }

    /** The session was saved just now, or the worker does not have it. */
    record SessionReleased(int id) implements OfWorker {
        static SessionReleased read(ByteBuf in) {
            return new SessionReleased(in.readInt());
        }

        @Override
        public LinkMessageType type() {
            return LinkMessageType.SESSION_RELEASED;
        }

        @Override
        public void write(ByteBuf out) {
            out.writeInt(id);
        }

        @Override
        public void deliverTo(PrimaryReceiver primary) {
            primary.on(this);
        }
    }
}
