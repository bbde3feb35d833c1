package io.quarkiverse.socketio.runtime.presence;

import java.util.List;

import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;

/**
 * What one server has of one user. It replaces what was known before.
 * <p>
 * Thread: any; immutable.
 *
 * @param since when the first of the sockets was connected, in milliseconds since 1970
 * @param sockets their number; 0 if the user is not connected to that server
 * @param listed some of the sockets
 */
record UserState(String user, long since, int sockets, List<SocketEntry> listed) {
    /** The bytes of the objects that hold a state in all collections, about. */
    private static final int OBJECTS = 400;

    static UserState absent(String user) {
        return new UserState(user, 0, 0, List.of());
    }

    static UserState read(FieldReader in) {
        return new UserState(in.string(), in.int64(), in.int32(), in.list(SocketEntry::read));
    }

    void write(FieldWriter out) {
        out.string(user).int64(since).int32(sockets).list(listed, (to, socket) -> socket.write(to));
    }

    boolean isPresent() {
        return sockets > 0;
    }

    /** Returns about the bytes that it takes in memory, which are more than on the wire. */
    int bytes() {
        int bytes = OBJECTS + 2 * user.length();
        for (SocketEntry socket : listed) {
            bytes += socket.bytes();
        }
        return bytes;
    }
}
