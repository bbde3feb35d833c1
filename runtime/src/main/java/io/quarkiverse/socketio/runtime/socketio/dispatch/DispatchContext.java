package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * What the handlers of one namespace's sockets share.
 *
 * @param namespace its name
 */
public record DispatchContext(String namespace, NamespaceHandlers handlers, PacketParser parser, FailureLog failures) {
}
