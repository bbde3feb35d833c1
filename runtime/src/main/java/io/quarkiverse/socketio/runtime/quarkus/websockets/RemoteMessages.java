package io.quarkiverse.socketio.runtime.quarkus.websockets;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Count;
import io.quarkiverse.socketio.runtime.quarkus.websockets.ConnectionMessage.Send;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.DeclinableAck;
import io.quarkus.runtime.StartupEvent;

/**
 * Does for the connections of this process what the other servers say. A message that cannot be read, or that this build does
 * not know, is ignored.
 * <p>
 * Thread: that of the bus, in the order of each sender; does not block.
 */
@Singleton
public class RemoteMessages {
    private static final Logger LOG = Logger.getLogger(RemoteMessages.class);
    private static final LogLimiter UNREADABLE = new LogLimiter();

    private final LocalConnections connections;

    RemoteMessages(LocalConnections connections) {
        this.connections = connections;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event, ServerImpl server) {
        server.onServerSide(ClusterConnectionsImpl.EVENT, this::receive);
    }

    private void receive(Arguments arguments, Ack ack) {
        ConnectionMessage message = decode(arguments);
        if (message instanceof Send send) {
            connections.send(send);
        } else if (message instanceof Count count) {
            ack.send(connections.count(count.filter()));
        }
        if (ack instanceof DeclinableAck unanswered) { // does nothing after a reply
            unanswered.decline();
        }
    }

    private static @Nullable ConnectionMessage decode(Arguments arguments) {
        try {
            String text = arguments.get(0, String.class);
            return text == null ? null : ConnectionMessage.decode(text);
        } catch (IllegalArgumentException | SocketIOException e) {
            UNREADABLE.logf(LOG, Logger.Level.WARN, null, "Ignored a message of another server for WebSockets: %s",
                    e.getMessage());
            return null;
        }
    }

    /** Returns the number in a reply; 0 if there is none. */
    static long countIn(Arguments reply) {
        Long count = reply.size() == 0 ? null : reply.get(0, Long.class);
        return count == null ? 0 : count;
    }
}
