package io.quarkiverse.socketio;

/**
 * The acknowledgement of an event, which a handler sends at most once. A handler that has a parameter of this type acknowledges
 * the event by calling {@link #send send}, at once or later, instead of by its return value.
 *
 * <pre>{@code
 * @OnEvent("upload")
 * void upload(byte[] file, Ack ack) {
 *     store(file).subscribe().with(id -> ack.send(id));
 * }
 * }</pre>
 *
 * Thread: any.
 * <p>
 * Protocol: Socket.IO v5, "Acknowledgement"; ACK and BINARY_ACK packets.
 */
public interface Ack {

    /**
     * Sends the acknowledgement. Does nothing if it was sent before, or if the event was sent without a callback.
     *
     * @param args the arguments that the sender's callback receives, serialised as those of
     *        {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised; nothing was sent then, and another call may send
     */
    void send(Object... args);

    /** {@return whether the sender waits for an acknowledgement that has not been sent yet} */
    boolean isAwaited();
}
