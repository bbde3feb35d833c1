package io.quarkiverse.socketio.runtime.presence;

import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;

/**
 * A socket of a user.
 * <p>
 * Thread: any; immutable.
 *
 * @param since when it was connected, in milliseconds since 1970
 */
public record SocketEntry(String namespace, String id, long since) {
    /** The bytes of the objects that hold an entry, about. */
    private static final int OBJECTS = 150;

    static SocketEntry read(FieldReader in) {
        return new SocketEntry(in.string(), in.string(), in.int64());
    }

    void write(FieldWriter out) {
        out.string(namespace).string(id).int64(since);
    }

    int bytes() {
        return OBJECTS + namespace.length() + id.length();
    }
}
