package io.quarkiverse.socketio;

/**
 * A listener for changes of the rooms of one namespace in this process: Socket.IO's {@code create-room}, {@code join-room},
 * {@code leave-room} and {@code delete-room}. The rooms that are ids of sockets are included.
 *
 * <pre>{@code
 * io.of("/stocks").onRooms(new RoomListener() {
 *     @Override
 *     public void onCreate(String room) {
 *         feed.subscribe(room);
 *     }
 *
 *     @Override
 *     public void onDelete(String room) {
 *         feed.unsubscribe(room);
 *     }
 * });
 * }</pre>
 *
 * In a cluster each worker has rooms of its own: a room is created in each worker where a socket joins it. An exception that a
 * method throws is logged.
 * <p>
 * Thread: the one that changes a room, or one that changes another room at the same time; must not block. The methods are
 * called one at a time for a namespace, in the order of the changes. The rooms may have changed again meanwhile, so rely on the
 * calls rather than on {@link Namespace#rooms()}.
 */
public interface RoomListener {

    /**
     * Called when the first socket joins a room.
     *
     * @param room the name of the room
     */
    default void onCreate(String room) {
    }

    /**
     * Called when a socket connects or joins a room, for each room that it enters.
     *
     * @param room the name of the room
     * @param socketId the id of the socket
     */
    default void onJoin(String room, String socketId) {
    }

    /**
     * Called when a socket leaves a room, or is disconnected.
     *
     * @param room the name of the room
     * @param socketId the id of the socket
     */
    default void onLeave(String room, String socketId) {
    }

    /**
     * Called when the last socket leaves a room.
     *
     * @param room the name of the room
     */
    default void onDelete(String room) {
    }
}
