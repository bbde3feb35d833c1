package io.quarkiverse.socketio;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/**
 * Sends events to one client. Immutable: {@link #timeout}, {@link #asVolatile} and {@link #compress} give a new emitter.
 *
 * <pre>{@code
 * socket.timeout(Duration.ofSeconds(5)).emitWithAck("question", "ready?")
 *         .subscribe().with(answer -> log(answer.get(0, String.class)), failure -> log("no answer"));
 * }</pre>
 *
 * Thread: any. Events sent by one thread arrive in the order of its calls.
 */
public interface Emitter {

    /**
     * Sends an event. Arguments as in {@link BroadcastOperator#emit}. Does nothing after the socket was disconnected,
     * but with {@code quarkus.socketio.recovery.enabled} keeps the event for the client to come back to.
     *
     * @throws SocketIOException if an argument cannot be serialised, or the event's name is reserved
     */
    void emit(String event, Object... args);

    /** Sends the event {@code message}, which clients' {@code send} gives too. */
    default void send(Object... args) {
        emit("message", args);
    }

    /** The same as {@link #send}. */
    default void write(Object... args) {
        send(args);
    }

    /**
     * Sends an event at each subscription, and asks for an acknowledgement. Fails with an {@link AckTimeoutException} when none
     * came in the time set by {@link #timeout} (there is no limit by default), or with a {@link SocketIOException} if the
     * socket is disconnected before.
     */
    Uni<Arguments> emitWithAck(String event, Object... args);

    /** Bounds the wait for acknowledgements; at least a millisecond. */
    Emitter timeout(Duration timeout);

    /** What is emitted may be dropped when the client cannot take it now. */
    Emitter asVolatile();

    /** As {@link BroadcastOperator#compress}. */
    Emitter compress(boolean wanted);
}
