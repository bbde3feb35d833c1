package io.quarkiverse.socketio;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a received event or acknowledgement, decoded when they are asked for.
 *
 * <pre>{@code
 * socket.on("move", (args, ack) -> {
 *     Position to = args.get(0, Position.class);
 *     byte[] picture = args.get(1, byte[].class);
 *     ack.send("ok");
 * });
 * }</pre>
 *
 * Thread: any; immutable. Protocol: the payload of EVENT, BINARY_EVENT, ACK and BINARY_ACK packets (Socket.IO protocol v5,
 * "Packet encoding").
 */
public interface Arguments {

    /** How many arguments there are; the event's name is not one of them. */
    int size();

    /**
     * The argument at an index, as the given type: what Jackson can read from JSON, or {@code byte[]} for a binary argument.
     * An index at or above {@link #size()} gives {@code null}, as a missing argument does in JavaScript; for a primitive type
     * its zero.
     *
     * @throws IndexOutOfBoundsException if the index is negative
     * @throws SocketIOException if the argument cannot be read as that type; the text names index and type
     */
    <T> @Nullable T get(int index, Class<T> type);

    /**
     * All arguments as plain Java values: {@code String}, {@code Number}, {@code Boolean}, {@code null}, {@code byte[]},
     * {@code List} and {@code Map<String, Object>} of such.
     */
    List<@Nullable Object> toList();
}
