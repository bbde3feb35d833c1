package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Set;

/**
 * A socket as one server describes it to another; data and handshake are encoded by the parser.
 *
 * @param data empty if the application's values cannot be serialised
 */
public record SocketDetails(String id, Set<String> rooms, byte[] data, byte[] handshake) {
    /** Returns about the bytes of all its values. */
    public int bytes() {
        int bytes = data.length + handshake.length;
        for (String room : rooms) {
            bytes += room.length();
        }
        return bytes;
    }
}
