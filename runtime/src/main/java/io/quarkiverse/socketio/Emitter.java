package io.quarkiverse.socketio;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/**
 * A sender of events to one client. The methods {@link #timeout timeout}, {@link #asVolatile} and {@link #compress compress}
 * return a new emitter and leave this one unchanged.
 *
 * <pre>{@code
 * socket.timeout(Duration.ofSeconds(5)).emitWithAck("question", "ready?").subscribe().with(
 *         answer -> Log.info(answer.get(0, String.class)),
 *         failure -> Log.info("no answer"));
 * }</pre>
 *
 * Thread: any. Events sent by one thread arrive in the order of its calls.
 * <p>
 * Protocol: Socket.IO v5, "Sending and receiving data"; EVENT and BINARY_EVENT packets.
 */
public interface Emitter {

    /**
     * Sends an event. Does nothing after the socket was disconnected, unless {@code quarkus.socketio.recovery.enabled} is set:
     * the event is then kept for the client, which receives it when it recovers the connection.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised, or the name of the event is reserved
     */
    void emit(String event, Object... args);

    /**
     * Sends an event named {@code message}, as {@code send} of Socket.IO's clients does.
     *
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised
     */
    default void send(Object... args) {
        emit("message", args);
    }

    /**
     * Sends an event named {@code message}, as {@link #send send} does.
     *
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised
     */
    default void write(Object... args) {
        send(args);
    }

    /**
     * Sends an event at each subscription, and waits for the acknowledgement of the client. The {@code Uni} fails with an
     * {@link AckTimeoutException} if there is none within the time set by {@link #timeout timeout} (a {@link Socket} waits
     * without limit by default). It fails with a {@link SocketIOException} if the socket is not connected or is disconnected
     * before, if {@code quarkus.socketio.limits.pending-acks} events of this client are not acknowledged yet, if an argument
     * cannot be serialised, or if the name of the event is reserved.
     * <p>
     * Thread: the {@code Uni} is completed on a thread that must not block.
     * <p>
     * Protocol: Socket.IO v5, "Acknowledgement"; an EVENT packet with an acknowledgement id.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @return the arguments of the acknowledgement
     */
    Uni<Arguments> emitWithAck(String event, Object... args);

    /**
     * Returns an emitter that waits for acknowledgements for at most this time.
     *
     * @param timeout the time, at least a millisecond
     * @return an emitter with this time limit
     * @throws IllegalArgumentException if the time is less than a millisecond
     */
    Emitter timeout(Duration timeout);

    /** {@return an emitter whose events may be dropped when the client cannot receive them now} */
    Emitter asVolatile();

    /**
     * Returns an emitter whose events may be compressed or not, where the transport compresses at all. They may by default;
     * pass {@code false} for data that is compressed already, such as pictures.
     *
     * @param wanted whether events may be compressed
     * @return an emitter with this option
     */
    Emitter compress(boolean wanted);
}
