package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;

import com.fasterxml.jackson.databind.ObjectReader;

/**
 * The base of decoded packets: has the header, and reads the payload with Jackson.
 * <p>
 * Thread: that of its packet.
 */
abstract class DecodedPacket implements IncomingPacket {
    private final PacketHeader header;
    final ArgumentReaders readers;

    DecodedPacket(PacketHeader header, ArgumentReaders readers) {
        this.header = header;
        this.readers = readers;
    }

    @Override
    public final SocketPacketType type() {
        return header.type();
    }

    @Override
    public final String namespace() {
        return header.namespace();
    }

    @Override
    public final long ackId() {
        return header.ackId();
    }

    @Override
    public final int attachments() {
        return header.attachments();
    }

    @Override
    public final TypedArguments arguments() {
        if (!type().isEvent() && !type().isAck()) {
            throw new IllegalStateException("[BUG] " + type() + " has no arguments");
        }
        return arguments(type().isEvent() ? 1 : 0);
    }

    /** Returns the elements of the payload, an array, from {@code first} on. */
    abstract TypedArguments arguments(int first);

    @Override
    public final <T> T auth(Type type) {
        try {
            return readAuth(readers.of(type));
        } catch (IOException e) {
            throw new UnreadableAuthException(
                    "The auth payload cannot be read as " + type.getTypeName() + ": " + e.getMessage(),
                    e);
        }
    }

    abstract <T> T readAuth(ObjectReader reader) throws IOException;
}
