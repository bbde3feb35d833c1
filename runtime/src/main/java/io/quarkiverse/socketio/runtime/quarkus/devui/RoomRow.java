package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.util.List;

/** A room with the number of sockets in it. Thread: any; immutable. */
record RoomRow(String namespace, String room, int sockets) {

    /** Some of the rooms, and how many there are. */
    record Page(int total, List<RoomRow> rows) {
    }
}
