package io.quarkiverse.socketio.runtime.socketio;

import java.time.Duration;

/**
 * Options of the Socket.IO layer.
 *
 * @param connectTimeout how long a connection may be without any namespace
 * @param maxAttachmentBytes what the attachments of one packet may hold together
 * @param maxNamespaces how many namespaces one connection may join
 */
public record ServerOptions(Duration connectTimeout, int maxAttachmentBytes, int maxNamespaces) {

    /** The defaults of Socket.IO, and our limits. */
    public static ServerOptions defaults() {
        return new ServerOptions(Duration.ofSeconds(45), 1_000_000, 100);
    }
}
