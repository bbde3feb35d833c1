package io.quarkiverse.socketio.runtime.presence;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;

/**
 * What servers say to each other about their users. A message begins with the version, the kind, the id of its sender, and the
 * number of {@link Changes} that this one has published. Fields that later builds add are skipped, and so are messages of an
 * unknown kind.
 * <p>
 * Thread: any; immutable.
 */
sealed interface PresenceMessage {
    /** The version of messages that this build reads; a later one has another meaning of present fields. */
    int VERSION = 1;
    /** Longer names and ids are not those of this project. */
    int MAX_NAME = 1024;

    int kind();

    void write(FieldWriter out);

    /** A message with its head. */
    record Received(String sender, long changes, PresenceMessage message) {
    }

    /**
     * The sender is running; sent at intervals.
     *
     * @param ready whether it has been running for a while, so that it knows the others
     * @param asks whether the receivers shall announce themselves to the sender
     */
    record Announce(String host, int worker, boolean ready, boolean asks) implements PresenceMessage {
        static Announce read(FieldReader in) {
            return new Announce(name(in), in.int32(), in.bool(), in.bool());
        }

        @Override
        public int kind() {
            return 1;
        }

        @Override
        public void write(FieldWriter out) {
            out.string(host).int32(worker).bool(ready).bool(asks);
        }
    }

    /** The present states of users that changed; counts as one in the number of changes. */
    record Changes(List<UserState> states) implements PresenceMessage {
        static Changes read(FieldReader in) {
            return new Changes(in.list(UserState::read));
        }

        @Override
        public int kind() {
            return 2;
        }

        @Override
        public void write(FieldWriter out) {
            out.list(states, (to, state) -> state.write(to));
        }
    }

    /** Asks a server for all of its users. */
    record FetchUsers(long request) implements PresenceMessage {
        static FetchUsers read(FieldReader in) {
            return new FetchUsers(in.int64());
        }

        @Override
        public int kind() {
            return 3;
        }

        @Override
        public void write(FieldWriter out) {
            out.int64(request);
        }
    }

    /**
     * A part of the response to {@link FetchUsers}. All parts have the number of changes that the first one has, whose states
     * or later ones they have.
     *
     * @param part counts the parts, from 0 on
     * @param more whether another part follows
     */
    record FetchedUsers(long request, int part, boolean more, List<UserState> states) implements PresenceMessage {
        static FetchedUsers read(FieldReader in) {
            return new FetchedUsers(in.int64(), in.int32(), in.bool(), in.list(UserState::read));
        }

        @Override
        public int kind() {
            return 4;
        }

        @Override
        public void write(FieldWriter out) {
            out.int64(request).int32(part).bool(more).list(states, (to, state) -> state.write(to));
        }
    }

    /**
     * A server has stopped.
     *
     * @param server the id of the sender, or of a server of its host that has died
     */
    record Stopped(String server) implements PresenceMessage {
        static Stopped read(FieldReader in) {
            return new Stopped(name(in));
        }

        @Override
        public int kind() {
            return 5;
        }

        @Override
        public void write(FieldWriter out) {
            out.string(server);
        }
    }

    /**
     * Has an event sent to the sockets of a user, on all servers, in a namespace that the sender does not have.
     *
     * @param event in the form of the receiver's {@link EmitListener}
     */
    record Emit(String user, String namespace, byte[] event) implements PresenceMessage {
        static Emit read(FieldReader in) {
            return new Emit(in.string(), in.string(), in.bytes());
        }

        @Override
        public int kind() {
            return 6;
        }

        @Override
        public void write(FieldWriter out) {
            out.string(user).string(namespace).bytes(event);
        }
    }

    private static String name(FieldReader in) {
        String name = in.string();
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a name of " + name.length() + " characters");
        }
        return name;
    }

    static byte[] encode(String sender, long changes, PresenceMessage message) {
        FieldWriter out = new FieldWriter().int8(VERSION).int8(message.kind()).string(sender).int64(changes);
        message.write(out);
        return out.toByteArray();
    }

    /**
     * Returns a message; {@code null} if this build does not know its kind or version.
     *
     * @throws IllegalArgumentException if it is not a message
     */
    static @Nullable Received decode(byte[] bytes) {
        FieldReader in = new FieldReader(bytes);
        if (in.int8() > VERSION) {
            return null;
        }
        int kind = in.int8();
        String sender = name(in);
        long changes = in.int64();
        PresenceMessage message = switch (kind) {
            case 1 -> Announce.read(in);
            case 2 -> Changes.read(in);
            case 3 -> FetchUsers.read(in);
            case 4 -> FetchedUsers.read(in);
            case 5 -> Stopped.read(in);
            case 6 -> Emit.read(in);
            default -> null;
        };
        return message == null ? null : new Received(sender, changes, message);
    }
}
