package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;

/**
 * The event names that Socket.IO uses itself: no packet has one, so a listener of such an event would never be called.
 * {@code error} is none of them, as clients may emit it.
 * <p>
 * Thread: any; stateless.
 */
public final class ReservedEvents {
    private static final String NULL_NAME = "The name of an event must not be null";
    private static final String OTHER_NAME = "choose another name";

    /** The names that clients and servers refuse in packets, each with what to use instead of a listener of it. */
    private static final Map<String, String> OF_CLIENTS = Map.of(
            "connect", "use onConnection of the namespace",
            "connect_error", "clients get it; to refuse a client, fail in a middleware with ConnectErrorException",
            "disconnect", "use onDisconnect of the socket",
            "disconnecting", "use onDisconnecting of the socket",
            "newListener", OTHER_NAME,
            "removeListener", OTHER_NAME);

    /** The names that servers do not send to each other, besides those of packets. */
    private static final Map<String, String> OF_SERVERS = Map.of(
            "connection", "use onConnection of the namespace",
            "new_namespace", "use io.onNewNamespace");

    /** What to do instead of emitting, where that is not only another name. */
    private static final Map<String, String> INSTEAD_OF_EMITTING = Map.of(
            "connect", "clients get it when they are connected; choose another name",
            "connect_error", "to refuse a client, fail in a middleware with ConnectErrorException",
            "disconnect", "to disconnect clients, use disconnect of a socket or disconnectSockets");

    private ReservedEvents() {
    }

    /** Returns whether no packet may have that name. */
    static boolean contains(String event) {
        return OF_CLIENTS.containsKey(event);
    }

    /** Returns whether no server may send an event with that name to others. */
    public static boolean containsServerSide(String event) {
        return OF_CLIENTS.containsKey(event) || OF_SERVERS.containsKey(event);
    }

    /** @throws SocketIOException if the name is reserved */
    static void checkEmitted(@Nullable String event) {
        Objects.requireNonNull(event, NULL_NAME);
        if (OF_CLIENTS.containsKey(event)) {
            throw refused(event, INSTEAD_OF_EMITTING.getOrDefault(event, OTHER_NAME));
        }
    }

    /** @throws SocketIOException if the name is reserved among servers; those of packets are checked when one is encoded */
    public static void checkServerSideEmitted(@Nullable String event) {
        Objects.requireNonNull(event, NULL_NAME);
        if (OF_SERVERS.containsKey(event)) {
            throw refused(event, OTHER_NAME);
        }
    }

    private static SocketIOException refused(String event, String instead) {
        return new SocketIOException("\"" + event + "\" is a reserved event name: " + instead);
    }

    /** @throws IllegalArgumentException if no client can emit an event with that name */
    public static void checkListener(@Nullable String event) {
        Objects.requireNonNull(event, NULL_NAME);
        String instead = OF_CLIENTS.get(event);
        if (instead != null) {
            throw neverCalled(event, instead);
        }
    }

    /** @throws IllegalArgumentException if no server can send an event with that name */
    public static void checkServerSideListener(String event) {
        checkListener(event);
        String instead = OF_SERVERS.get(event);
        if (instead != null) {
            throw neverCalled(event, instead);
        }
    }

    private static IllegalArgumentException neverCalled(String event, String instead) {
        return new IllegalArgumentException(
                "A listener of the event \"" + event + "\" would never be called, as Socket.IO reserves the name: " + instead);
    }
}
