package io.quarkiverse.socketio.runtime.admin;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketObserver;

/**
 * Reports sockets, rooms and events of all namespaces to the administrators of all servers, in development mode. Nothing is
 * built while there are none. Each report is a broadcast, so limits on what is queued for an administrator are those of
 * clients.
 * <p>
 * Thread: any.
 */
final class AdminEvents {
    private static final Logger LOG = Logger.getLogger(AdminEvents.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private final ServerImpl server;
    private final NamespaceImpl admin;
    private final Watchers watchers;
    private final InstantSource clock;

    AdminEvents(ServerImpl server, NamespaceImpl admin, Watchers watchers, InstantSource clock) {
        this.server = server;
        this.admin = admin;
        this.watchers = watchers;
        this.clock = clock;
    }

    /** Observes all namespaces, present and future; to be called before clients connect. */
    void observe() {
        server.inEachNamespace((name, handlers) -> {
            handlers.observe(new Observer(name));
            handlers.onConnection(this::onConnected, ExecutionMode.EVENT_LOOP);
        });
        server.onRoomsOfEach(Rooms::new);
    }

    private String now() {
        return SocketView.time(clock.instant());
    }

    private void emit(String event, Object... args) {
        emit(admin.all(), event, args);
    }

    private static void emit(BroadcastOperator administrators, String event, Object... args) {
        try {
            administrators.emit(event, args);
        } catch (RuntimeException e) { // the sockets observed are not affected
            FAILURES.logf(LOG, Logger.Level.WARN, null, "The administrators are not told of an event %s: %s", event, e);
        }
    }

    /** Reports a socket to these administrators, without its data if that cannot be encoded. */
    void emitConnected(BroadcastOperator administrators, Socket socket) {
        Map<String, Object> view = SocketView.of(socket);
        try {
            administrators.emit("socket_connected", view, now());
        } catch (SocketIOException e) {
            view.put("data", Map.of());
            emit(administrators, "socket_connected", view, now());
        }
    }

    private void onConnected(Socket socket) {
        if (watchers.present()) {
            emitConnected(admin.all(), socket);
        }
        socket.onDisconnecting(reason -> onDisconnecting(socket, reason));
    }

    private void emitUpdated(Socket socket, String field, Object value) {
        if (watchers.present()) {
            Map<String, Object> update = new LinkedHashMap<>();
            update.put("id", socket.id());
            update.put("nsp", socket.namespace().name());
            update.put(field, value);
            emit("socket_updated", update);
        }
    }

    private void onDisconnecting(Socket socket, DisconnectReason reason) {
        if (watchers.present()) {
            String namespace = socket.namespace().name();
            emit("socket_disconnected", namespace, socket.id(), reason.toString(), now());
            socket.rooms().forEach(room -> emit("room_left", namespace, room, socket.id(), now()));
        }
    }

    /** The rooms of one namespace. */
    private final class Rooms implements RoomListener {
        private final String namespace;

        Rooms(String namespace) {
            this.namespace = namespace;
        }

        @Override
        public void onJoin(String room, String socketId) {
            if (watchers.present()) {
                emit("room_joined", namespace, room, socketId, now());
            }
        }

        /** Those that a socket leaves because it is disconnected are reported after that. */
        @Override
        public void onLeave(String room, String socketId) {
            NamespaceImpl present = watchers.present() ? server.find(namespace) : null;
            if (present != null && present.has(socketId)) {
                emit("room_left", namespace, room, socketId, now());
            }
        }
    }

    /** The sockets of one namespace. */
    private final class Observer implements SocketObserver {
        private final String namespace;
        /** Events to administrators are not reported: each report would be reported. */
        private final boolean isAdmin;

        Observer(String namespace) {
            this.namespace = namespace;
            this.isAdmin = namespace.equals(admin.name());
        }

        @Override
        public boolean isActive() {
            return !isAdmin && watchers.present();
        }

        @Override
        public void onReceived(Socket socket, String event, Arguments arguments) {
            emitEvent("event_received", socket, event, arguments);
        }

        @Override
        public void onSent(Socket socket, String event, Arguments arguments) {
            emitEvent("event_sent", socket, event, arguments);
        }

        private void emitEvent(String report, Socket socket, String event, Arguments arguments) {
            List<@Nullable Object> all = new ArrayList<>(arguments.size() + 1);
            all.add(event);
            all.addAll(arguments.toList());
            emit(report, namespace, socket.id(), all, now());
        }

        @Override
        public void onUpgraded(Socket socket) {
            emitUpdated(socket, "transport", socket.conn().transport());
        }

        @Override
        public void onDataChanged(Socket socket) {
            emitUpdated(socket, "data", SocketView.publicData(socket.data()));
        }

        @Override
        public Map<String, Object> dataForServers(Socket socket, Map<String, Object> data) {
            return SocketView.dataForServers(socket, data);
        }
    }
}
