package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;

/**
 * The base of parsers whose arguments Jackson writes and reads.
 * <p>
 * Thread: any; immutable.
 */
abstract class JacksonPacketParser implements PacketParser {
    static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {
    };

    final ObjectMapper mapper;
    final ObjectWriter writer;
    final ArgumentReaders readers;
    final boolean standardStrings;

    JacksonPacketParser(ObjectMapper mapper) {
        this.mapper = mapper;
        this.writer = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .without(SerializationFeature.CLOSE_CLOSEABLE).without(SerializationFeature.INDENT_OUTPUT);
        this.readers = new ArgumentReaders(mapper);
        this.standardStrings = StandardStrings.areWritten(mapper);
    }

    @Override
    public final EncodedPacket encodeEvent(String namespace, long ackId, String event, @Nullable Object... args) {
        ReservedEvents.checkEmitted(event);
        return encodeArray(SocketPacketType.EVENT, namespace, ackId, event, spread(args));
    }

    @Override
    public final EncodedPacket encodeAck(String namespace, long ackId, @Nullable Object... args) {
        return encodeArray(SocketPacketType.ACK, namespace, ackId, null, spread(args));
    }

    /** Handles {@code emit("event", null)}, and {@code emit("event", arguments)} with the arguments of another event. */
    private static @Nullable Object[] spread(@Nullable Object @Nullable [] given) {
        if (given == null) {
            return new Object[] { null };
        }
        return given.length == 1 && given[0] instanceof Arguments received ? received.toList().toArray() : given;
    }

    /** @param event its name, which becomes the first element; {@code null} for an acknowledgement */
    abstract EncodedPacket encodeArray(SocketPacketType type, String namespace, long ackId, @Nullable String event,
            @Nullable Object[] args);

    /** Writes the name of the event, if it has one, and the arguments. */
    final void writeArray(JsonGenerator generator, @Nullable String event, @Nullable Object[] args) {
        int index = 0;
        try {
            generator.writeStartArray();
            if (event != null) {
                generator.writeString(event);
            }
            for (; index < args.length; index++) {
                if (standardStrings && args[index] instanceof String text) {
                    generator.writeString(text);
                } else {
                    writer.writeValue(generator, args[index]);
                }
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new SocketIOException(
                    "Argument " + index + " of " + (event == null ? "an acknowledgement" : "event \"" + event + "\"")
                            + " cannot be serialised: " + e.getMessage(),
                    e);
        }
    }

    static SocketIOException unserialisable(IOException cause) {
        return new SocketIOException("Values cannot be serialised: " + cause.getMessage(), cause);
    }
}
