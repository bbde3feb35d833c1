package io.quarkiverse.socketio.runtime.quarkus.presence;

import java.security.Principal;
import java.util.List;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.presence.PresenceServer;
import io.quarkiverse.socketio.runtime.presence.SocketEntry;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.rooms.UserRooms;
import io.quarkiverse.socketio.spi.UserIdProvider;
import io.quarkus.arc.All;

/**
 * Adds each socket that connects to the room of its user, and to the presence until it leaves that room, which it does when it
 * is disconnected.
 * <p>
 * Thread: the event loops of the sockets, and those that change rooms.
 */
@Singleton
public class TrackedSockets {
    private static final Logger LOG = Logger.getLogger(TrackedSockets.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);
    private static final LogLimiter INVALID = new LogLimiter();

    private final PresenceServer presence;
    private final List<UserIdProvider> providers;
    private final int maxUserLength;

    TrackedSockets(PresenceServer presence, @All List<UserIdProvider> providers, SocketIOConfig config) {
        this.presence = presence;
        this.providers = providers;
        this.maxUserLength = config.presence().maxUserIdLength();
    }

    /** Registers with the server, before any client connects and before the handlers of the application. */
    void register(ServerImpl server) {
        server.onRoomsOfEach(namespace -> new RoomListener() {
            @Override
            public void onLeave(String room, String socketId) {
                String user = UserRooms.userOf(room);
                if (user != null) {
                    presence.remove(user, namespace, socketId);
                }
            }
        });
        server.inEachNamespace((name, handlers) -> handlers.onConnection(this::add, ExecutionMode.EVENT_LOOP));
    }

    private void add(Socket socket) {
        String user = userOf(socket);
        if (!((NamespaceImpl) socket.namespace()).joinUserRoom(socket, user)) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "Socket %s is in too many rooms to be in that of its user "
                    + "(quarkus.socketio.limits.rooms-per-socket)", socket.id());
        } else if (user != null) {
            String namespace = socket.namespace().name();
            presence.add(user, new SocketEntry(namespace, socket.id(), System.currentTimeMillis()));
            if (!socket.connected()) { // it may have left the room before it was added
                presence.remove(user, namespace, socket.id());
            }
        }
    }

    private @Nullable String userOf(Socket socket) {
        String user;
        try {
            user = askForUser(socket);
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "The user of socket %s could not be determined", socket.id());
            return null;
        }
        if (user == null || isValid(user)) {
            return user;
        }
        INVALID.logf(LOG, Logger.Level.WARN, null, "Socket %s belongs to no user: the id is empty, is no valid Unicode, or has "
                + "more than %d characters (quarkus.socketio.presence.max-user-id-length)", socket.id(), maxUserLength);
        return null;
    }

    private @Nullable String askForUser(Socket socket) {
        for (UserIdProvider provider : providers) {
            String user = provider.userOf(socket);
            if (user != null) {
                return user;
            }
        }
        Principal principal = providers.isEmpty() ? socket.handshake().principal() : null;
        return principal == null ? null : principal.getName();
    }

    /** Other servers would read a string with half a surrogate pair as another one. */
    private boolean isValid(String user) {
        return !user.isEmpty() && user.length() <= maxUserLength
                && user.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
