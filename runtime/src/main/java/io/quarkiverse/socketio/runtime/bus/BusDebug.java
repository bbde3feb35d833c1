package io.quarkiverse.socketio.runtime.bus;

import io.quarkiverse.socketio.runtime.log.DebugLog;

/**
 * Logs the messages between servers in {@link DebugLog#ADAPTER}. Does nothing, and allocates nothing, while that is off.
 * <p>
 * Thread: any.
 */
final class BusDebug {
    private BusDebug() {
    }

    static void published(ClusterMessage message) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: published %s", namespace(message), describe(message));
        }
    }

    /** @param to the name of the server */
    static void sent(Bus bus, ClusterMessage message, String to) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: sent %s to server %s", namespace(message), describe(message), bus.label(to));
        }
    }

    /** The message waits for its place in the order of all servers. */
    static void sequenced(ClusterMessage message) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: published %s, to be placed", namespace(message), describe(message));
        }
    }

    static void received(Bus bus, ClusterMessage message, String from) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: received %s from server %s", namespace(message), describe(message),
                    bus.label(from));
        }
    }

    /** The message has that place in the order of all servers. */
    static void received(Bus bus, ClusterMessage message, String from, long place) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: received %s from server %s, place %d", namespace(message), describe(message),
                    bus.label(from), place);
        }
    }

    private static String namespace(ClusterMessage message) {
        return DebugLog.name(message.namespace());
    }

    private static String describe(ClusterMessage message) {
        if (message instanceof ClusterMessage.Request request) {
            return message.kind() + " " + DebugLog.name(request.request());
        }
        return message instanceof ClusterMessage.Response<?> response
                ? message.kind() + " " + DebugLog.name(response.request())
                : message.kind().toString();
    }
}
