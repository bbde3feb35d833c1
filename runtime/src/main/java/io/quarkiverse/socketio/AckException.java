package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The failure by which a handler, a listener or an interceptor answers the acknowledgement of an event. It is an answer, not an
 * error of the application: {@link OnError} methods are not called, and nothing is logged above {@code DEBUG}.
 *
 * <pre>{@code
 * @OnEvent("buy")
 * Receipt buy(Order order) {
 *     if (!shop.isOpen()) {
 *         throw new AckException(Map.of("error", "closed", "opens", shop.nextOpening()));
 *     }
 *     return shop.buy(order);
 * }
 * }</pre>
 *
 * Nothing is sent if the client asked for no acknowledgement. {@link OnAnyEvent} methods and
 * {@link Socket#onAny Socket.onAny} listeners cannot acknowledge an event, also not by this exception.
 * <p>
 * Protocol: Socket.IO v5, "Acknowledgement"; ACK and BINARY_ACK packets.
 */
public class AckException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object[] arguments;

    /**
     * Creates an exception.
     *
     * @param arguments the arguments that the client's callback receives, serialised as those of
     *        {@link BroadcastOperator#emit BroadcastOperator.emit}
     */
    public AckException(@Nullable Object... arguments) {
        super("The event is answered by an exception");
        this.arguments = arguments == null ? new Object[] { null } : arguments.clone();
    }

    /** {@return the arguments of the acknowledgement; a copy} */
    public @Nullable Object[] arguments() {
        return arguments.clone();
    }
}
