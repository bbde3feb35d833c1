package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.time.Instant;

/**
 * What happened to a socket. Clients choose most of the texts, so long ones are cut. Thread: any; immutable.
 *
 * @param time in milliseconds since 1970
 * @param kind {@code connect}, {@code disconnect}, {@code received} or {@code sent}
 * @param socket its id
 * @param event the name of the event; empty unless one was received or sent
 * @param detail the arguments of the event as JSON; of a connection its transport and address; why it was disconnected
 */
record LoggedEvent(long time, String kind, String namespace, String socket, String event, // wall: columns of a table
        String detail) {
    static final int MAX_NAME = 200;
    static final int MAX_DETAIL = 1000;
    /** The object, its strings without their characters, and its place in the log. */
    private static final int OVERHEAD = 250;

    /** Starts an event of a socket in a namespace. */
    static LoggedEvent of(Instant time, String kind, String namespace, String socket) {
        return new LoggedEvent(time.toEpochMilli(), kind, cut(namespace, MAX_NAME), socket, "", "");
    }

    LoggedEvent with(String name, String text) {
        return new LoggedEvent(time, kind, namespace, socket, cut(name, MAX_NAME), cut(text, MAX_DETAIL));
    }

    /** Returns the memory that it takes, at most. */
    int bytes() {
        return OVERHEAD + Character.BYTES * (namespace.length() + socket.length() + event.length() + detail.length());
    }

    /** Returns a text with an ellipsis instead of what exceeds the limit. */
    static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
