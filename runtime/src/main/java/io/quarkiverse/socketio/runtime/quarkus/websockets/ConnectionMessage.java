package io.quarkiverse.socketio.runtime.quarkus.websockets;

import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;

/**
 * What servers say to each other about their connections. A message begins with the version and the kind. Fields that later
 * builds add at the end are skipped, and so are messages of an unknown kind.
 * <p>
 * Thread: any; immutable.
 */
sealed interface ConnectionMessage {
    /** The version of messages that this build reads; a later one has another meaning of present fields. */
    int VERSION = 1;

    int kind();

    void write(FieldWriter out);

    /**
     * Is to be sent to the selected connections.
     *
     * @param binary whether it is a binary message; else the payload is a text in UTF-8
     */
    record Send(ConnectionFilter filter, boolean binary, byte[] payload) implements ConnectionMessage {
        static Send read(FieldReader in) {
            return new Send(ConnectionFilter.read(in), in.bool(), in.bytes());
        }

        @Override
        public int kind() {
            return 1;
        }

        @Override
        public void write(FieldWriter out) {
            filter.write(out);
            out.bool(binary).bytes(payload);
        }
    }

    /** Asks for the number of the selected connections. */
    record Count(ConnectionFilter filter) implements ConnectionMessage {
        static Count read(FieldReader in) {
            return new Count(ConnectionFilter.read(in));
        }

        @Override
        public int kind() {
            return 2;
        }

        @Override
        public void write(FieldWriter out) {
            filter.write(out);
        }
    }

    default byte[] encode() {
        FieldWriter out = new FieldWriter().int8(VERSION).int8(kind());
        write(out);
        return out.toByteArray();
    }

    /** Returns a message as text, which all buses carry as it is: Redis' classic pub/sub has no bytes. */
    static String toText(byte[] encoded) {
        return Base64.getEncoder().encodeToString(encoded);
    }

    /** As {@link #decode(byte[])}, from a text. */
    static @Nullable ConnectionMessage decode(String text) {
        return decode(Base64.getDecoder().decode(text));
    }

    /**
     * Returns a message; {@code null} if this build does not know its kind or version.
     *
     * @throws IllegalArgumentException if it is not a message
     */
    static @Nullable ConnectionMessage decode(byte[] bytes) {
        FieldReader in = new FieldReader(bytes);
        if (in.int8() > VERSION) {
            return null;
        }
        return switch (in.int8()) {
            case 1 -> Send.read(in);
            case 2 -> Count.read(in);
            default -> null;
        };
    }
}
