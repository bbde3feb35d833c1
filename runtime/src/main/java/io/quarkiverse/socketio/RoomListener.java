package io.quarkiverse.socketio;

/**
 * Hears of the rooms of one namespace in this process: Socket.IO's {@code create-room}, {@code join-room}, {@code leave-room}
 * and {@code delete-room}. Rooms named by a socket's id are among them.
 *
 * <pre>{@code
 * io.of("/stocks").onRooms(new RoomListener() {
 *     public void onCreate(String room) {
 *         feed.subscribe(room);
 *     }
 *
 *     public void onDelete(String room) {
 *         feed.unsubscribe(room);
 *     }
 * });
 * }</pre>
 *
 * In a cluster each worker has rooms of its own: a room is created in each where somebody joins it.
 * <p>
 * Thread: that which changed a room, or one that changed another at that time; no two at once in one namespace, in the order of
 * the changes. Must not block. By the time it is called things may have changed again: do as it is told, rather than ask. What
 * it throws is logged.
 */
public interface RoomListener {

    /** The first socket joins it. */
    default void onCreate(String room) {
    }

    /** A socket is in the room, since it connected or joined. */
    default void onJoin(String room, String socketId) {
    }

    /** A socket left the room, or was disconnected. */
    default void onLeave(String room, String socketId) {
    }

    /** The last socket left it. */
    default void onDelete(String room) {
    }
}
