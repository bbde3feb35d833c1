package io.quarkiverse.socketio.runtime.socketio;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalRooms;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Warns when a socket joins a room whose name is the id of another connected socket: it then receives what is sent with
 * {@code io.to(id)}. Most often a client has chosen the name. For development only, as each join costs a look-up.
 * <p>
 * Thread: any.
 */
final class JoinedIdWarning implements RoomListener {
    private static final Logger LOG = Logger.getLogger(JoinedIdWarning.class);

    private final String namespace;
    private final LocalRooms rooms;
    private final MistakeReports reports;

    JoinedIdWarning(String namespace, LocalRooms rooms, MistakeReports reports) {
        this.namespace = namespace;
        this.rooms = rooms;
        this.reports = reports;
    }

    @Override
    public void onJoin(String room, String socketId) {
        if (room.equals(socketId)) {
            return;
        }
        if (!rooms.select(BroadcastOptions.ofSocket(room, BroadcastFlags.DEFAULT)).isEmpty()) {
            reports.warnf(LOG, "Socket %s in namespace %s joined a room whose name is the id of another socket, %s: it gets all"
                    + " that is sent to that room. Do not let clients name rooms without a prefix of your own", socketId,
                    namespace, room);
        }
    }
}
