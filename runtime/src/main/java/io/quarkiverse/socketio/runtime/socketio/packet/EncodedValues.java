package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quarkiverse.socketio.SocketIOException;

/**
 * The values in {@code data()} of a socket as a parser has encoded them, for another server or for the socket that recovers the
 * session. Each is read as the type that the application asks for, from what was encoded: a value that was read as a plain one
 * first would have lost digits of a {@code BigDecimal}.
 * <p>
 * Thread: any; immutable.
 *
 * @param encoded empty for no values
 */
public record EncodedValues(PacketParser parser, byte[] encoded) {

    /**
     * Returns the values as plain ones.
     *
     * @throws SocketIOException if they cannot be read
     */
    public Map<String, Object> plain() {
        return encoded.length == 0 ? Map.of() : parser.decodeValues(encoded);
    }

    /**
     * Returns the value of a key as the given type; as {@link TypedArguments#missing} if it does not exist or is {@code null}.
     *
     * @throws SocketIOException if it cannot be read as that type
     */
    public @Nullable Object read(String key, Type type) {
        try {
            Object value = encoded.length == 0 ? null : parser.decodeValue(encoded, key, type);
            return value == null ? TypedArguments.missing(0, type) : value;
        } catch (IOException e) {
            throw new SocketIOException("data(\"" + key + "\") is " + kind(plain().get(key)) + ", as it comes from another"
                    + " worker or from before a recovery, and cannot be read as " + type.getTypeName() + ": " + reason(e)
                    + ". Ask for the type that was stored, and store what Jackson can write and read, such as a record", e);
        }
    }

    private static @Nullable String reason(IOException failure) {
        return failure instanceof JsonProcessingException json ? json.getOriginalMessage() : failure.getMessage();
    }

    private static String kind(@Nullable Object plain) {
        return plain instanceof Map ? "an object of JSON"
                : plain instanceof List ? "an array of JSON"
                        : plain instanceof String ? "a string of JSON"
                                : plain instanceof Number ? "a number of JSON"
                                        : plain instanceof Boolean ? "a boolean of JSON" : "binary";
    }
}
