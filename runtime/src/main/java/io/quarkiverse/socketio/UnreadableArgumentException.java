package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The failure to read an argument of an event as the type that the application asks for: the client has sent something else. A
 * handler that fails with it, or is not called because of it, is answered as {@code quarkus.socketio.errors.answer} says.
 *
 * <pre>{@code
 * @OnError
 * Object failed(Throwable failure) {
 *     return failure instanceof UnreadableArgumentException unreadable ? Map.of("unreadable", unreadable.index()) : null;
 * }
 * }</pre>
 */
public class UnreadableArgumentException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Arguments arguments;
    private final transient int index;

    /**
     * Creates an exception.
     *
     * @param arguments the arguments of the event
     * @param index the index of the argument, 0 for the first one
     * @param message the detail message
     * @param cause the cause, or {@code null} if there is none
     */
    public UnreadableArgumentException(Arguments arguments, int index, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.arguments = arguments;
        this.index = index;
    }

    /** {@return the index of the argument that cannot be read, 0 for the first one} */
    public int index() {
        return index;
    }

    /**
     * Returns whether the argument is one of the given ones, not one of another event or of an acknowledgement.
     *
     * @param others the arguments of an event
     * @return whether they are the same object as those that could not be read
     */
    public boolean isOf(Arguments others) {
        return arguments == others;
    }
}
