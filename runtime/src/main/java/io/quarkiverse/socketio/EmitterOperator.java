package io.quarkiverse.socketio;

import java.util.concurrent.CompletionStage;

/**
 * A selection of the sockets of one namespace on all servers of a cluster, and what a {@link SocketIOEmitter} can do to them
 * together. Rooms select sockets as they do for a {@link BroadcastOperator}.
 *
 * <pre>{@code
 * EmitterOperator readers = emitter.to("news").except("muted");
 * readers.emit("headline", "It works");
 * readers.socketsJoin("archive");
 * }</pre>
 *
 * Operators are immutable: the methods that select sockets or set options return a new operator, so one may be kept and used
 * again.
 * <p>
 * Each action is sent at once, and returns a stage that completes when Redis has confirmed it; the stage may be ignored, and a
 * failure is logged even so, with a limited rate. A confirmation tells that the servers that are connected to Redis receive the
 * action, not that there are any, nor that they have done it. The stage fails with a {@link SocketIOException}
 * <ul>
 * <li>if Redis refuses the action, or does not confirm it in time: ten seconds, for which an action also waits while there is
 * no connection;
 * <li>if the connection is lost meanwhile: the action may have been done even so, and is not sent again;
 * <li>if too many bytes wait for a confirmation already.
 * </ul>
 * Actions of one thread are sent in the order of its calls.
 * <p>
 * Thread: any. Stages are completed on a thread that must not block.
 */
public interface EmitterOperator {

    /**
     * Adds rooms to the selection. The id of a socket is the name of a room that contains this socket only.
     *
     * @param rooms the names of the rooms
     * @return an operator with these rooms added
     */
    EmitterOperator to(String... rooms);

    /**
     * Adds rooms to the selection, as {@link #to to} does.
     *
     * @param rooms the names of the rooms
     * @return an operator with these rooms added
     */
    default EmitterOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * Excludes the sockets that are in any of these rooms.
     *
     * @param rooms the names of the rooms
     * @return an operator without the sockets in these rooms
     */
    EmitterOperator except(String... rooms);

    /**
     * Returns an operator whose events may be dropped for clients that cannot receive them now, as
     * {@link BroadcastOperator#asVolatile} does.
     *
     * @return an operator for volatile events
     */
    EmitterOperator asVolatile();

    /**
     * Returns an operator whose events may be compressed or not, as {@link BroadcastOperator#compress} does.
     *
     * @param wanted whether events may be compressed
     * @return an operator with this option
     */
    EmitterOperator compress(boolean wanted);

    /**
     * Sends an event to the selected sockets.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @return a stage that completes when Redis has confirmed the event
     * @throws SocketIOException if an argument cannot be serialised, or the name of the event is reserved; nothing was sent
     *         then
     */
    CompletionStage<Void> emit(String event, Object... args);

    /**
     * Makes the selected sockets join rooms.
     *
     * @param rooms the names of the rooms
     * @return a stage that completes when Redis has confirmed the action
     */
    CompletionStage<Void> socketsJoin(String... rooms);

    /**
     * Makes the selected sockets leave rooms.
     *
     * @param rooms the names of the rooms
     * @return a stage that completes when Redis has confirmed the action
     */
    CompletionStage<Void> socketsLeave(String... rooms);

    /**
     * Disconnects the selected sockets.
     *
     * @param close {@code false} to disconnect them from the namespace, {@code true} to close their connections with all
     *        namespaces
     * @return a stage that completes when Redis has confirmed the action
     */
    CompletionStage<Void> disconnectSockets(boolean close);

    /**
     * Disconnects the selected sockets from the namespace, as {@code disconnectSockets(false)} does.
     *
     * @return a stage that completes when Redis has confirmed the action
     */
    default CompletionStage<Void> disconnectSockets() {
        return disconnectSockets(false);
    }
}
