package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Set;

/**
 * What one server tells another of a socket; data and handshake as the parser encoded them.
 *
 * @param data empty if the application put something into it that cannot be serialised
 */
public record SocketDetails(String id, Set<String> rooms, byte[] data, byte[] handshake) {
}
