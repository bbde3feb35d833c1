package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * What the dispatchers of all sockets of one namespace share.
 *
 * @param namespace the name of the namespace
 */
public record DispatchContext(String namespace, NamespaceHandlers handlers, PacketParser parser, FailureLog failures,
        MistakeReports reports) {
}
