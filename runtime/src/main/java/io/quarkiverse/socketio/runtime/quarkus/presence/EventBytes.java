package io.quarkiverse.socketio.runtime.quarkus.presence;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.bus.FieldReader;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * Events that another server sends for this one.
 * <p>
 * Thread: any; stateless.
 */
final class EventBytes {
    private static final Logger LOG = Logger.getLogger(EventBytes.class);
    private static final LogLimiter UNREADABLE = new LogLimiter();

    private EventBytes() {
    }

    static byte[] of(EncodedPacket event) {
        return new FieldWriter().packet(event).toByteArray();
    }

    /** Sends an event of another server; one that cannot be read is ignored. */
    static void emit(ServerImpl server, String user, String namespace, byte[] event) {
        NamespaceImpl found = server.find(namespace);
        try {
            if (found != null) { // else it has just been removed, with its last client
                found.emitToUser(user, new FieldReader(event).packet());
            }
        } catch (IllegalArgumentException e) {
            UNREADABLE.logf(LOG, Logger.Level.WARN, null, "Ignored an event of %d bytes of another server: %s", event.length,
                    e.getMessage());
        }
    }
}
