package io.quarkiverse.socketio;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

/**
 * The arguments of a received event or acknowledgement. Each is deserialised when it is read.
 *
 * <pre>{@code
 * socket.on("move", (args, ack) -> {
 *     Position to = args.get(0, Position.class);
 *     byte[] picture = args.get(1, byte[].class);
 *     ack.send(board.move(to, picture));
 * });
 * }</pre>
 *
 * Thread: any; immutable.
 * <p>
 * Protocol: Socket.IO v5, "Packet encoding"; the payload of EVENT, BINARY_EVENT, ACK and BINARY_ACK packets.
 */
public interface Arguments {

    /** {@return the number of arguments; the name of the event is not one of them} */
    int size();

    /**
     * Returns the argument at an index as the given type. An index at or above {@link #size()} gives {@code null}, as a missing
     * argument is {@code undefined} in JavaScript.
     *
     * @param <T> the type
     * @param index the index, 0 for the first argument
     * @param type a type that Jackson can read from JSON, or {@code byte[].class} for a binary argument
     * @return the argument; if it is missing or JSON's {@code null}: {@code null}, zero where the type is primitive, or
     *         an empty {@code Optional}
     * @throws IndexOutOfBoundsException if the index is negative
     * @throws UnreadableArgumentException if the client has sent something else; the message names index and type
     * @throws SocketIOException if no client can send that type
     */
    <T> @Nullable T get(int index, Class<T> type);

    /**
     * Returns the argument at an index as a generic type, otherwise as {@link #get(int, Class) get} does.
     *
     * <pre>{@code
     * socket.on("lines", (args, ack) -> {
     *     List<Line> lines = args.get(0, new TypeReference<List<Line>>() {
     *     });
     *     ack.send(lines.size());
     * });
     * }</pre>
     *
     * @param <T> the type
     * @param index the index, 0 for the first argument
     * @param type the type, such as {@code new TypeReference<List<Line>>() {}}
     * @return the argument; if it is missing or JSON's {@code null}: {@code null}, or an empty {@code Optional}
     * @throws IndexOutOfBoundsException if the index is negative
     * @throws UnreadableArgumentException if the client has sent something else; the message names index and type
     * @throws SocketIOException if no client can send that type
     */
    <T> @Nullable T get(int index, TypeReference<T> type);

    /**
     * Returns all arguments as plain Java values: {@code String}, {@code Number}, {@code Boolean}, {@code null},
     * {@code byte[]}, {@code List} and {@code Map<String, Object>} of such values.
     *
     * @return a new list
     */
    List<@Nullable Object> toList();
}
