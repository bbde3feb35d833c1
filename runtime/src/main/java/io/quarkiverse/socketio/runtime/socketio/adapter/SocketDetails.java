package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Set;

/** What one server tells another of a socket; the data as the parser encoded it. */
public record SocketDetails(String id, Set<String> rooms, byte[] data) {
}
