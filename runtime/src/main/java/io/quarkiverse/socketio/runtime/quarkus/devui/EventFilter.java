package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.util.Locale;

/**
 * Selects events of the log. An empty text selects all. Thread: any; immutable.
 *
 * @param kind one of {@link LoggedEvent#kind}
 * @param namespace its name
 * @param socket the beginning of a socket's id
 * @param event a part of the event's name, in upper or lower case
 */
record EventFilter(String kind, String namespace, String socket, String event) {

    boolean selects(LoggedEvent logged) {
        return (kind.isEmpty() || logged.kind().equals(kind))
                && (namespace.isEmpty() || logged.namespace().equals(namespace))
                && logged.socket().startsWith(socket)
                && logged.event().toLowerCase(Locale.ROOT).contains(event.toLowerCase(Locale.ROOT));
    }
}
