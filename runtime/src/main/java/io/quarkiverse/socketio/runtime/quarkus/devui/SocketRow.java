package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.Socket;

/**
 * A socket as the page shows it. Thread: any; immutable.
 *
 * @param rooms without that named by its id, and at most {@value #MAX_ROOMS}
 * @param data as JSON
 * @param since when it connected, in milliseconds since 1970
 */
record SocketRow(String namespace, String id, List<String> rooms, String transport, String data, // wall: columns of a table
        String address, long since) {
    private static final int MAX_ROOMS = 50;

    /** Some of the sockets, and how many there are. */
    record Page(int total, List<SocketRow> rows) {
    }

    static SocketRow of(Socket socket, ShortJson json) {
        Set<String> rooms = socket.rooms();
        return new SocketRow(socket.namespace().name(), socket.id(),
                rooms.stream().filter(room -> !room.equals(socket.id())).sorted().limit(MAX_ROOMS)
                        .map(room -> LoggedEvent.cut(room, LoggedEvent.MAX_NAME)).toList(),
                socket.conn().transport(), json.of(socket.data(), LoggedEvent.MAX_DETAIL), socket.handshake().address(),
                socket.handshake().issued().toEpochMilli());
    }
}
