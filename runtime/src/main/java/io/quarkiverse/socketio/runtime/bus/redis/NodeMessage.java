package io.quarkiverse.socketio.runtime.bus.redis;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message as Node's sharded adapter and its adapter for streams exchange it.
 *
 * @param uid the name of the sender
 * @param type one of the constants; others are those of other adapters, and are ignored
 * @param data binary values are in their places; {@code null} in messages of types that have none
 */
record NodeMessage(String uid, String namespace, int type, @Nullable ObjectNode data) {
    static final int BROADCAST = 3;
    static final int SOCKETS_JOIN = 4;
    static final int SOCKETS_LEAVE = 5;
    static final int DISCONNECT_SOCKETS = 6;
    static final int FETCH_SOCKETS = 7;
    static final int FETCH_SOCKETS_RESPONSE = 8;
    static final int SERVER_SIDE_EMIT = 9;
    static final int SERVER_SIDE_EMIT_RESPONSE = 10;
    static final int BROADCAST_CLIENT_COUNT = 11;
    static final int BROADCAST_ACK = 12;

    /** Whether messages of this type may contain binary values. */
    boolean mayHaveBinary() {
        return switch (type) {
            case BROADCAST, FETCH_SOCKETS_RESPONSE, SERVER_SIDE_EMIT, SERVER_SIDE_EMIT_RESPONSE, BROADCAST_ACK -> true;
            default -> false;
        };
    }
}
